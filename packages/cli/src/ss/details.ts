import { RCV_SHUTDOWN, SEND_SHUTDOWN, type SkMeminfo, type SocketOwner } from '@nlkit/sockdiag'
import { visible } from '../shared/safe-text.ts'
import { isInet, type AnySocket } from './families.ts'
import { tcpInfoText } from './tcp-info.ts'

/** Which details are wanted. */
export interface Wanted {
  /** `-o` */
  readonly timers: boolean
  /** `-e` */
  readonly extended: boolean
  /** `-m` */
  readonly memory: boolean
  /** `-i` */
  readonly info: boolean
}

/** Who holds a socket, as `ss -p` says it. */
export function ownersText(owners: readonly SocketOwner[] | undefined): string {
  if (owners === undefined || owners.length === 0) return ''
  const each = owners.map(({ command, pid, fd }) => `("${visible(command)}",pid=${pid},fd=${fd})`)
  return `users:(${each.join(',')})`
}

/** What stands below a socket's line, in the words of `ss`; empty where there is nothing to say. */
export function detailsText(one: AnySocket, wanted: Wanted): string {
  const parts = [
    wanted.timers ? timerText(one) : '',
    wanted.extended ? extendedText(one) : '',
    wanted.memory ? memoryText(one) : '',
    wanted.info && one.family === 'tcp' ? tcpInfoText(one.socket) : ''
  ]
  return parts.filter((part) => part !== '').join(' ')
}

// Names of ss; the kernel's timers by number, inet_diag_msg's idiag_timer.
const TIMERS: Readonly<Record<string, string>> = { probe0: 'persist' }

function timerText(one: AnySocket): string {
  if (!isInet(one)) return ''
  const { timer, expires, retrans } = one.socket
  if (timer === 'off' || timer === 0) return ''
  return `timer:(${TIMERS[timer] ?? timer},${duration(expires)},${retrans})`
}

/** Milliseconds, the less exact the longer: print_ms_timer() of ss.c. */
export function duration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000)
  const minutes = Math.trunc(seconds / 60)
  const rest = minutes > 9 ? 0 : seconds % 60
  const ms = minutes > 0 || rest > 9 ? 0 : milliseconds % 1000
  return [
    minutes > 0 ? `${minutes}min` : '',
    rest > 0 ? `${rest}${ms > 0 ? '.' : 'sec'}` : '',
    ms > 0 ? `${String(ms).padStart(3, '0')}ms` : ''
  ].join('')
}

function extendedText(one: AnySocket): string {
  const { socket } = one
  const words: string[] = []
  const uid = 'uid' in socket ? socket.uid : undefined
  if (uid !== undefined && uid !== 0) words.push(`uid:${uid}`)
  if (isInet(one)) {
    const { inode, cgroupId, skv6only, mark } = one.socket
    if (inode !== 0) words.push(`ino:${inode}`)
    words.push(`sk:${idOf(one.socket.cookie)}`)
    if (cgroupId !== undefined) words.push(`cgroup-id:${cgroupId}`)
    if (skv6only !== undefined) words.push(`v6only:${skv6only}`)
    if (mark !== undefined && mark !== 0) words.push(`fwmark:0x${mark.toString(16)}`)
  } else if (one.family !== 'unix') {
    const inode = 'inode' in socket ? socket.inode : 'ino' in socket ? socket.ino : undefined
    if (inode !== undefined) words.push(`ino:${inode}`)
    if (socket.cookie !== undefined) words.push(`sk:${idOf(socket.cookie)}`)
  }
  if ('shutdown' in socket && socket.shutdown !== undefined) words.push(directions(socket.shutdown))
  if (one.family === 'unix' && one.socket.vfs !== undefined) {
    const { ino, dev } = one.socket.vfs
    words.push(`ino:${ino}`, `dev:${dev >>> 20}/${dev & 0xfffff}`)
  }
  return words.join(' ')
}

/** A cookie without `0x` and leading zeros. */
const idOf = (cookie: string): string => cookie.replace(/^0x0*(?=.)/, '')

/** `<->`: which of the two ways are still open. */
function directions(shutdown: number): string {
  return `${(shutdown & RCV_SHUTDOWN) === 0 ? '<' : '-'}-${(shutdown & SEND_SHUTDOWN) === 0 ? '>' : '-'}`
}

function memoryText(one: AnySocket): string {
  const memory: SkMeminfo | undefined = isInet(one)
    ? one.socket.skmeminfo
    : 'meminfo' in one.socket
      ? one.socket.meminfo
      : undefined
  if (memory === undefined) return ''
  const { rmemAlloc, rcvbuf, wmemAlloc, sndbuf, fwdAlloc, wmemQueued, optmem, backlog, drops } = memory
  const known = [
    ['r', rmemAlloc],
    ['rb', rcvbuf],
    ['t', wmemAlloc],
    ['tb', sndbuf],
    ['f', fwdAlloc],
    ['w', wmemQueued],
    ['o', optmem],
    ['bl', backlog],
    ['d', drops]
  ] as const
  const words = known.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}${value}`)
  return `skmem:(${words.join(',')})`
}
