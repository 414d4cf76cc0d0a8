import { FALSE, TRUE, and, not, or } from './ast.ts'
import type { FilterNode, InetNode, LeafNode, PortNode } from './ast.ts'

// linux/inet_diag.h
export const INET_DIAG_BC_NOP = 0
export const INET_DIAG_BC_JMP = 1
export const INET_DIAG_BC_S_GE = 2
export const INET_DIAG_BC_S_LE = 3
export const INET_DIAG_BC_D_GE = 4
export const INET_DIAG_BC_D_LE = 5
export const INET_DIAG_BC_AUTO = 6
export const INET_DIAG_BC_S_COND = 7
export const INET_DIAG_BC_D_COND = 8
export const INET_DIAG_BC_DEV_COND = 9
export const INET_DIAG_BC_MARK_COND = 10
export const INET_DIAG_BC_S_EQ = 11
export const INET_DIAG_BC_D_EQ = 12
export const INET_DIAG_BC_CGROUP_COND = 13

const LE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
const AF_INET = 2
const AF_INET6 = 10

/** What the running kernel's bytecode knows. */
export interface BytecodeOptions {
  /**
   * Only what Linux 4.6 knew: no S_EQ, D_EQ (5.11) and CGROUP_COND (5.8). inet_diag_bc_audit() answers EINVAL to codes it does
   * not know, so this is the second try.
   */
  readonly conservative?: boolean
}

/** The kernel's part of a filter. */
export interface Bytecode {
  /** Payload of INET_DIAG_REQ_BYTECODE; absent when it would let everything pass. */
  readonly code?: Uint8Array
  /** Whether the kernel's answer is the filter's; otherwise it has more sockets, never fewer. */
  readonly exact: boolean
}

type KernelLeaf = Extract<LeafNode, { kind: 'port' | 'inet' | 'dev' | 'mark' | 'cgroup' | 'autobound' }>

function isKernelLeaf(node: LeafNode, options: BytecodeOptions): node is KernelLeaf {
  switch (node.kind) {
    case 'port':
    case 'inet':
    case 'mark':
    case 'autobound':
      return true
    case 'dev':
      return typeof node.dev === 'number'
    case 'cgroup':
      return node.id !== undefined && options.conservative !== true
    default:
      return false
  }
}

/**
 * The nearest filter that bytecode can say: passed by at least what passes `node` (`above`), or by at most that. A leaf that is
 * unknown to the kernel becomes true or false, whichever errs to the wanted side; `not` swaps the sides.
 */
export function approximate(node: FilterNode, above: boolean, options: BytecodeOptions = {}): FilterNode {
  switch (node.kind) {
    case 'constant':
      return node
    case 'not':
      return not(approximate(node.term, !above, options))
    case 'and':
      return and(node.terms.map((term) => approximate(term, above, options)))
    case 'or':
      return or(node.terms.map((term) => approximate(term, above, options)))
    default:
      return isKernelLeaf(node, options) ? node : above ? TRUE : FALSE
  }
}

/** Whether every leaf can be told to the kernel. */
function isKernelOnly(node: FilterNode, options: BytecodeOptions): boolean {
  switch (node.kind) {
    case 'constant':
      return true
    case 'not':
      return isKernelOnly(node.term, options)
    case 'and':
    case 'or':
      return node.terms.every((term) => isKernelOnly(term, options))
    default:
      return isKernelLeaf(node, options)
  }
}

/** A place to jump to, known once everything before it is written. */
class Label {
  at = -1
}

class Assembler {
  bytes = new Uint8Array(256)
  view = new DataView(this.bytes.buffer)
  length = 0
  readonly jumps: { readonly at: number; readonly to: Label }[] = []

  /** An instruction of `size` bytes, operands included; on no it goes to `no`, on yes to the next instruction. */
  op(code: number, size: number, no: Label): number {
    const at = this.length
    if (at + size > this.bytes.length) {
      const bytes = new Uint8Array(Math.max(this.bytes.length * 2, at + size))
      bytes.set(this.bytes)
      this.bytes = bytes
      this.view = new DataView(bytes.buffer)
    }
    this.length += size
    // inet_diag_bc_audit() walks along `yes`, so `yes` is always the next instruction: what it leaps over is not checked, and
    // no `no` may land there.
    this.bytes[at] = code
    this.bytes[at + 1] = size
    this.jumps.push({ at, to: no })
    return at + 4
  }

  jump(to: Label): void {
    this.op(INET_DIAG_BC_JMP, 4, to)
  }
}

function emitPort(out: Assembler, node: PortNode, no: Label, conservative: boolean): void {
  const isSource = node.side === 'src'
  if (node.op === 'eq' && conservative) {
    emitInet(out, { kind: 'inet', side: node.side, address: [], prefix: 0, port: node.port }, no)
    return
  }
  const codes = isSource
    ? { eq: INET_DIAG_BC_S_EQ, ge: INET_DIAG_BC_S_GE, le: INET_DIAG_BC_S_LE }
    : { eq: INET_DIAG_BC_D_EQ, ge: INET_DIAG_BC_D_GE, le: INET_DIAG_BC_D_LE }
  // The port stands in the `no` of a second, otherwise empty struct inet_diag_bc_op.
  const at = out.op(codes[node.op], 8, no)
  out.view.setUint16(at + 2, node.port, LE)
}

/** struct inet_diag_hostcond and as many words of address as its family has. */
function emitInet(out: Assembler, node: InetNode, no: Label): void {
  const words = node.family === undefined ? 0 : node.family === 'inet' ? 1 : 4
  const at = out.op(node.side === 'src' ? INET_DIAG_BC_S_COND : INET_DIAG_BC_D_COND, 12 + words * 4, no)
  out.bytes[at] = node.family === undefined ? 0 : node.family === 'inet' ? AF_INET : AF_INET6
  out.bytes[at + 1] = node.prefix
  out.view.setInt32(at + 4, node.port ?? -1, LE)
  for (let i = 0; i < words; i++) out.view.setUint32(at + 8 + i * 4, node.address[i] ?? 0)
}

function emitLeaf(out: Assembler, node: LeafNode, no: Label, options: BytecodeOptions): void {
  switch (node.kind) {
    case 'port':
      return emitPort(out, node, no, options.conservative === true)
    case 'inet':
      return emitInet(out, node, no)
    case 'dev':
      return out.view.setUint32(out.op(INET_DIAG_BC_DEV_COND, 8, no), Number(node.dev), LE)
    case 'mark': {
      const at = out.op(INET_DIAG_BC_MARK_COND, 12, no)
      out.view.setUint32(at, node.mark, LE)
      out.view.setUint32(at + 4, node.mask, LE)
      return
    }
    case 'cgroup':
      return out.view.setBigUint64(out.op(INET_DIAG_BC_CGROUP_COND, 12, no), BigInt(node.id ?? 0), LE)
    case 'autobound':
      out.op(INET_DIAG_BC_AUTO, 4, no)
      return
    default:
      throw new TypeError(`filter: no bytecode for ${node.kind}`)
  }
}

/** Writes `node` so that it ends at `yes` or `no`; one of them is the place right behind it, `next`. */
function emit(
  out: Assembler,
  node: FilterNode,
  yes: Label,
  no: Label,
  next: Label,
  options: BytecodeOptions
): void {
  switch (node.kind) {
    case 'constant': {
      const to = node.value ? yes : no
      if (to !== next) out.jump(to)
      return
    }
    case 'not':
      return emit(out, node.term, no, yes, next, options)
    case 'and':
    case 'or': {
      const isAnd = node.kind === 'and'
      const last = node.terms.length - 1
      for (const [i, term] of node.terms.entries()) {
        if (i === last) {
          emit(out, term, yes, no, next, options)
        } else {
          const following = new Label()
          emit(out, term, isAnd ? following : yes, isAnd ? no : following, following, options)
          following.at = out.length
        }
      }
      return
    }
    default:
      emitLeaf(out, node, no, options)
      if (yes !== next) out.jump(yes)
  }
}

/** Compiles a filter that has kernel leaves only. Accepting is to arrive at the end, refusing to leap 4 bytes beyond it. */
function assemble(node: FilterNode, options: BytecodeOptions): Uint8Array | undefined {
  const out = new Assembler()
  const accept = new Label()
  const refuse = new Label()
  emit(out, node, accept, refuse, accept, options)
  // Offsets are 16 bits wide, and so is the attribute's length.
  if (out.length > 0xfff0) return undefined
  accept.at = out.length
  refuse.at = out.length + 4
  for (const { at, to } of out.jumps) out.view.setUint16(at + 2, to.at - at, LE)
  return out.bytes.slice(0, out.length)
}

/**
 * Compiles a filter for INET_DIAG_REQ_BYTECODE. Names have to be looked up before; what bytecode cannot say is left out so that
 * more passes, never less, and `exact` is false.
 */
export function compileFilter(node: FilterNode, options: BytecodeOptions = {}): Bytecode {
  const kernel = approximate(node, true, options)
  const exact = isKernelOnly(node, options)
  if (kernel.kind === 'constant' && kernel.value) return { exact }
  const code = assemble(kernel, options)
  return code === undefined ? { exact: false } : { code, exact }
}
