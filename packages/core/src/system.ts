/**
 * The host's built-in modules, looked up when they are needed: importing this package must work where there is no
 * Node at all (a browser that decodes a capture), and on every system.
 */
type Builtins = {
  'node:fs': typeof import('node:fs')
  'node:module': typeof import('node:module')
  'node:diagnostics_channel': typeof import('node:diagnostics_channel')
  'node:util': typeof import('node:util')
}

// In a browser there is no `process`, whatever the types say.
const host: NodeJS.Process | undefined = globalThis.process

/** `process.arch`, x64 where there is no process. */
export const hostArch: string = host?.arch ?? 'x64'

/** `process.platform`, `'none'` where there is no process. */
export const hostPlatform: string = host?.platform ?? 'none'

/** Runs something in a later turn of the event loop: Node's `setImmediate`, a timer where there is none. */
export const later: (run: () => void) => void =
  typeof setImmediate === 'function' ? (run) => void setImmediate(run) : (run) => void setTimeout(run, 0)

/** The process's user id, 0 where there is no such thing. */
export function hostUid(): number {
  return host?.getuid?.() ?? 0
}

/** A built-in module, `undefined` where there is none. */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  return host?.getBuiltinModule?.(name)
}
