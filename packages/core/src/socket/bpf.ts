import { LE } from '../codec/index.ts'
import { NetlinkError } from '../errors/netlink-error.ts'
import type { TransportSocket } from './transport.ts'

/** One instruction of a classic BPF program (struct sock_filter). */
export interface BpfInstruction {
  readonly code: number
  readonly jt: number
  readonly jf: number
  readonly k: number
}

// BPF_MAXINSNS, include/uapi/linux/bpf_common.h
const MOST_INSTRUCTIONS = 4096

export function checkProgram(program: readonly BpfInstruction[]): void {
  if (!Array.isArray(program)) throw new TypeError('program: expected an array of instructions')
  if (program.length < 1 || program.length > MOST_INSTRUCTIONS) {
    throw new RangeError(`program: expected 1 to ${MOST_INSTRUCTIONS} instructions, got ${program.length}`)
  }
  for (const [i, instruction] of program.entries()) {
    inRange(`program[${i}].code`, instruction.code, 0xffff)
    inRange(`program[${i}].jt`, instruction.jt, 0xff)
    inRange(`program[${i}].jf`, instruction.jf, 0xff)
    inRange(`program[${i}].k`, instruction.k, 0xffffffff)
  }
}

function inRange(key: string, value: unknown, most: number): void {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > most) {
    throw new RangeError(`${key}: expected 0 to ${most}, got ${String(value)}`)
  }
}

/** Attaches a checked program; the kernel refuses one that may not end or reads nonsense with EINVAL. */
export function attachProgram(socket: TransportSocket, program: readonly BpfInstruction[]): void {
  const bytes = new Uint8Array(program.length * 8)
  const view = new DataView(bytes.buffer)
  for (const [i, { code, jt, jf, k }] of program.entries()) {
    const at = i * 8
    view.setUint16(at, code, LE)
    view.setUint8(at + 2, jt)
    view.setUint8(at + 3, jf)
    view.setUint32(at + 4, k, LE)
  }
  const result = socket.attachFilter(bytes)
  if (result < 0) throw new NetlinkError({ errno: result, request: 'SO_ATTACH_FILTER' })
}
