// A worker that brings sockets into a state, says so, and waits for its end.
import { parentPort, workerData } from 'node:worker_threads'
import { states } from './states.mjs'

globalThis.kept = states[workerData]()
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
parentPort.postMessage('ready')
setInterval(() => {}, 1000)
