/**
 * The kernel's side of INET_DIAG_REQ_BYTECODE as a model for tests: what inet_diag_bc_audit() admits and what inet_diag_bc_run()
 * decides, net/ipv4/inet_diag.c of Linux 6.x.
 */
import * as BC from './bytecode.ts'

/** struct inet_diag_entry. */
export interface Entry {
  readonly family: 2 | 10
  readonly src: readonly number[]
  readonly dst: readonly number[]
  readonly sport: number
  readonly dport: number
  readonly ifindex: number
  readonly mark: number
  readonly cgroup: bigint
  /** SOCK_BINDPORT_LOCK */
  readonly bound: boolean
}

const LE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
const viewOf = (code: Uint8Array): DataView => new DataView(code.buffer, code.byteOffset, code.byteLength)

function operandSize(view: DataView, at: number, left: number): number | string {
  const need = (size: number): number | string =>
    left < 4 + size ? `operands of ${size} bytes are cut off` : size
  switch (view.getUint8(at)) {
    case BC.INET_DIAG_BC_S_COND:
    case BC.INET_DIAG_BC_D_COND: {
      const bad = need(8)
      if (typeof bad === 'string') return bad
      const family = view.getUint8(at + 4)
      const bytes = family === 0 ? 0 : family === 2 ? 4 : family === 10 ? 16 : -1
      if (bytes < 0) return `family ${family}`
      const size = need(8 + bytes)
      return view.getUint8(at + 5) > bytes * 8 ? 'prefix length' : size
    }
    case BC.INET_DIAG_BC_DEV_COND:
    case BC.INET_DIAG_BC_S_EQ:
    case BC.INET_DIAG_BC_S_GE:
    case BC.INET_DIAG_BC_S_LE:
    case BC.INET_DIAG_BC_D_EQ:
    case BC.INET_DIAG_BC_D_GE:
    case BC.INET_DIAG_BC_D_LE:
      return need(4)
    case BC.INET_DIAG_BC_MARK_COND:
    case BC.INET_DIAG_BC_CGROUP_COND:
      return need(8)
    case BC.INET_DIAG_BC_AUTO:
    case BC.INET_DIAG_BC_JMP:
    case BC.INET_DIAG_BC_NOP:
      return 0
    default:
      return `code ${view.getUint8(at)}`
  }
}

/** valid_cc(): whether the walk along `yes` from the start comes by the place that has `left` bytes to go. */
function isReached(view: DataView, left: number): boolean {
  let len = view.byteLength
  while (len >= 0) {
    if (left > len) return false
    if (left === len) return true
    const yes = view.getUint8(view.byteLength - len + 1)
    if (yes < 4 || yes & 3) return false
    len -= yes
  }
  return false
}

/** Why the kernel would refuse the code with EINVAL; `undefined` when it takes it. */
export function audit(code: Uint8Array): string | undefined {
  const view = viewOf(code)
  if (view.byteLength < 4) return 'too short'
  let at = 0
  while (at < view.byteLength) {
    const left = view.byteLength - at
    if (left < 4) return 'cut off'
    const operands = operandSize(view, at, left)
    if (typeof operands === 'string') return `${at}: ${operands}`
    const least = 4 + operands
    const yes = view.getUint8(at + 1)
    const no = view.getUint16(at + 2, LE)
    if (view.getUint8(at) !== BC.INET_DIAG_BC_NOP) {
      if (no < least || no > left + 4 || no & 3) return `${at}: no is ${no}`
      if (no < left && !isReached(view, left - no)) return `${at}: no leaps into the middle`
    }
    if (yes < least || yes > left + 4 || yes & 3) return `${at}: yes is ${yes}`
    at += yes
  }
  return at === view.byteLength ? undefined : 'ends beyond its end'
}

function bitsEqual(a: readonly number[], b: readonly number[], bits: number): boolean {
  for (let i = 0; i < bits; i++) {
    const mask = 0x80000000 >>> (i & 31)
    if (((a[i >>> 5] ?? 0) & mask) !== ((b[i >>> 5] ?? 0) & mask)) return false
  }
  return true
}

function hostMatches(view: DataView, at: number, isSource: boolean, entry: Entry): boolean {
  const family = view.getUint8(at + 4)
  const prefix = view.getUint8(at + 5)
  const port = view.getInt32(at + 8, LE)
  if (port !== -1 && port !== (isSource ? entry.sport : entry.dport)) return false
  const address = isSource ? entry.src : entry.dst
  const wanted: number[] = []
  for (let i = 0; i < Math.ceil(prefix / 32); i++) wanted.push(view.getUint32(at + 12 + i * 4))
  if (family !== 0 && family !== entry.family) {
    const isMapped = entry.family === 10 && address[0] === 0 && address[1] === 0 && address[2] === 0xffff
    return family === 2 && isMapped && bitsEqual(address.slice(3), wanted, prefix)
  }
  return prefix === 0 || bitsEqual(address, wanted, prefix)
}

function decide(view: DataView, at: number, entry: Entry): boolean {
  const operand = (): number => view.getUint16(at + 6, LE)
  switch (view.getUint8(at)) {
    case BC.INET_DIAG_BC_JMP:
      return false
    case BC.INET_DIAG_BC_S_EQ:
      return entry.sport === operand()
    case BC.INET_DIAG_BC_S_GE:
      return entry.sport >= operand()
    case BC.INET_DIAG_BC_S_LE:
      return entry.sport <= operand()
    case BC.INET_DIAG_BC_D_EQ:
      return entry.dport === operand()
    case BC.INET_DIAG_BC_D_GE:
      return entry.dport >= operand()
    case BC.INET_DIAG_BC_D_LE:
      return entry.dport <= operand()
    case BC.INET_DIAG_BC_AUTO:
      return !entry.bound
    case BC.INET_DIAG_BC_S_COND:
      return hostMatches(view, at, true, entry)
    case BC.INET_DIAG_BC_D_COND:
      return hostMatches(view, at, false, entry)
    case BC.INET_DIAG_BC_DEV_COND:
      return entry.ifindex === view.getUint32(at + 4, LE)
    case BC.INET_DIAG_BC_MARK_COND:
      return (entry.mark & view.getUint32(at + 8, LE)) >>> 0 === view.getUint32(at + 4, LE)
    case BC.INET_DIAG_BC_CGROUP_COND:
      return entry.cgroup === view.getBigUint64(at + 4, LE)
    default:
      return true
  }
}

/** Whether a socket passes. */
export function run(code: Uint8Array, entry: Entry): boolean {
  const view = viewOf(code)
  let at = 0
  while (at < view.byteLength)
    at += decide(view, at, entry) ? view.getUint8(at + 1) : view.getUint16(at + 2, LE)
  return at === view.byteLength
}
