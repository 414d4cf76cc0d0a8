// Sockets in each state that a thread, a worker or a process may end in. Plain JavaScript: workers and children of every
// Node run it.
import { Socket } from '../index.js'

const SOCK_RAW = 3
const room = new Uint8Array(64 * 1024)

function open(protocol, onReady = () => {}) {
  const socket = Socket.open(protocol, SOCK_RAW, -1, onReady)
  if (typeof socket === 'number') throw new Error(`open: ${socket}`)
  socket.ref()
  return socket
}

function message(type, flags, body) {
  const bytes = new Uint8Array(16 + body.length)
  new Uint32Array(bytes.buffer, 0, 1)[0] = bytes.length
  new Uint16Array(bytes.buffer, 4, 2).set([type, flags])
  bytes.set(body, 16)
  return bytes
}

const getLo = message(18, 0x5, Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
const getRoutes = message(26, 0x305, Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

/** Each returns the sockets that are then in that state. */
export const states = {
  idle: () => [open(0)],

  exchanged() {
    const socket = open(0)
    socket.exchange(getLo, 0, getLo.length, 0, 0, room, 8)
    return [socket]
  },

  /** Watched, with events coming and nobody taking them. */
  watched() {
    const socket = open(2)
    socket.bind(0, 1)
    socket.watch(65536)
    const sender = open(2)
    for (let i = 0; i < 100; i++) sender.send(getLo, 0, getLo.length, 0, 1)
    return [socket, sender]
  },

  /** In the middle of a dump: a thread in the kernel. */
  pumping() {
    const socket = open(0, () => socket.take(room))
    socket.exchange(getRoutes, 0, getRoutes.length, 0, 0, room, 1)
    socket.pump(65536)
    return [socket]
  },

  /** A dump that nobody takes. */
  paused() {
    const socket = open(0)
    socket.exchange(getRoutes, 0, getRoutes.length, 0, 0, room, 1)
    socket.pump(4096)
    return [socket]
  },

  submitting() {
    const socket = open(0, () => socket.take(room))
    for (let i = 0; i < 200; i++) socket.submit(getLo, 0, getLo.length, 0, 0, i, 0)
    return [socket]
  },

  /** JavaScript runs in a callback, which asks for more. */
  busy() {
    const socket = open(0, () => {
      socket.take(room)
      for (let i = 0; i < 20; i++) socket.submit(getLo, 0, getLo.length, 0, 0, i, 0)
    })
    socket.submit(getLo, 0, getLo.length, 0, 0, 0, 0)
    return [socket]
  },

  /** JavaScript never gets out of its calls: it ends inside one. */
  calling() {
    const socket = open(0)
    setImmediate(() => {
      for (;;) {
        socket.exchange(getLo, 0, getLo.length, 0, 0, room, 8)
        const other = Socket.open(0, SOCK_RAW, -1, () => {})
        if (typeof other !== 'number') other.close()
      }
    })
    return [socket]
  },

  closed() {
    const all = ['idle', 'watched', 'pumping', 'paused', 'submitting'].flatMap((name) => states[name]())
    for (const socket of all) socket.close()
    return []
  }
}
