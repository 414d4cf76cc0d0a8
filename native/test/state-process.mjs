// A process that brings sockets into a state and ends: by process.exit() at once or soon, by an exception, by a signal, or
// by having nothing left to do.
import { states } from './states.mjs'

const [state, end] = process.argv.slice(2)
globalThis.kept = states[state]()
process.stdout.write('ready\n')
switch (end) {
  case 'exit':
    process.exit(0)
    break
  case 'later':
    setTimeout(() => process.exit(0), 5)
    break
  case 'throw':
    throw new Error('the end')
  case 'signal':
    process.kill(process.pid, 'SIGTERM')
    break
  case 'unref':
    for (const socket of globalThis.kept) socket.unref()
    break
  default:
    throw new Error(end)
}
