/** A kernel that follows a script: for tests without a kernel, and of faults that the real one does not produce on demand. */
export { ScriptedKernel } from './scripted-kernel.ts'
export type { Script, ScriptedKernelOptions } from './scripted-kernel.ts'
export { message, ScriptedRequest } from './scripted-request.ts'
export type { ScriptedExtendedAck } from './scripted-request.ts'
export { ScriptedSocket } from './scripted-socket.ts'
export type { ScriptedDatagram } from './scripted-socket.ts'
