// What a process may do that can start no thread: run with RLIMIT_NPROC at 2, as root, it becomes a user whom the limit
// counts for. Prints what each method answers.
import { openSync } from 'node:fs'
import { Socket } from '../index.js'

const namespace = openSync('/proc/self/ns/net')
process.setgroups([])
process.setgid(64_999)
process.setuid(64_999)

// RTM_GETLINK of lo, acknowledged.
const request = new Uint8Array(32)
new Uint32Array(request.buffer, 0, 1)[0] = 32
new Uint16Array(request.buffer, 4, 2).set([18, 0x5])
request[20] = 1
const rx = new Uint8Array(65_536)
const socket = Socket.open(0, 3, -1, () => {})
const answers = {
  open: Socket.open(0, 3, namespace, () => {}),
  watch: socket.watch(65_536),
  pump: socket.pump(65_536),
  submit: socket.submit(request, 0, 32, 0, 0, 1, 0),
  exchange: socket.exchange(request, 0, 32, 0, 0, rx, 8) > 100
}
process.stdout.write(`${JSON.stringify(answers)}\n`)
