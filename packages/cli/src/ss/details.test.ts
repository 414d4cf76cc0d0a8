import { expect, it } from 'vitest'
import type { Names } from './cell-text.ts'
import { cellsOf } from './cells.ts'
import { detailsText, duration, ownersText } from './details.ts'
import type { AnySocket } from './families.ts'
import { NUMBERS_ONLY } from './services.ts'

const names: Names = {
  ports: {
    ...NUMBERS_ONLY,
    port: (transport, port) => (transport === 'tcp' && port === 80 ? 'http' : String(port))
  },
  interfaces: { nameOf: (index) => (index === 3 ? 'e\u001b[1m' : `if${index}`) },
  unix: new Map([[8, '\0peer']])
}

const tcp = (more: object): AnySocket => ({
  family: 'tcp',
  socket: {
    family: 'inet6',
    state: 'established',
    timer: 'off',
    retrans: 0,
    src: '2001:db8::1',
    dst: '::ffff:10.0.0.1',
    sport: 80,
    dport: 4000,
    if: 3,
    cookie: '0x000000000000002a',
    expires: 0,
    rqueue: 1,
    wqueue: 2,
    uid: 7,
    inode: 9,
    ...more
  }
})

it('writes addresses as ss does, interfaces without what they could do to a terminal', () => {
  expect(cellsOf(tcp({}), names)).toEqual({
    netid: 'tcp',
    state: 'ESTAB',
    recvQ: 1,
    sendQ: 2,
    local: '[2001:db8::1]%e\\x1b[1m:http',
    peer: '[::ffff:10.0.0.1]:4000'
  })
})

it('writes names of unix sockets with an @ for NUL and without control characters', () => {
  const socket = { type: 'dgram', state: 'close', ino: 7, name: '\0a\u001b]0;x\u0007', peer: 8 }
  expect(cellsOf({ family: 'unix', socket } as AnySocket, names)).toMatchObject({
    netid: 'u_dgr',
    state: 'UNCONN',
    local: '@a\\x1b]0;x\\x07 7',
    peer: '@peer 8'
  })
})

it('writes owners without what their names could do', () => {
  expect(ownersText([{ pid: 1, fd: 2, command: 'a\u001b[2J' }])).toBe('users:(("a\\x1b[2J",pid=1,fd=2))')
})

it.each([
  [42, '042ms'],
  [1500, '1.500ms'],
  [2000, '2sec'],
  [59_100, '59sec'],
  [61_000, '1min1sec'],
  [7_199_000, '119min']
])('%d ms is %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text)
})

it('says timers, memory and what is shut down', () => {
  const socket = tcp({
    timer: 'probe0',
    expires: 1200,
    retrans: 3,
    shutdown: 1,
    skmeminfo: { rmemAlloc: 0, rcvbuf: 10, wmemAlloc: 1, sndbuf: 20, drops: 4 }
  })
  const all = { timers: true, extended: true, memory: true, info: true }
  expect(detailsText(socket, all)).toBe(
    'timer:(persist,1.200ms,3) uid:7 ino:9 sk:2a --> skmem:(r0,rb10,t1,tb20,d4)'
  )
  expect(detailsText(socket, { timers: false, extended: false, memory: false, info: false })).toBe('')
})
