import { LE, type Bytes, type PathTable } from '../codec/index.ts'
import { NLMSG_HDRLEN } from '../message/constants.ts'
import type { BpfInstruction } from '../socket/bpf.ts'

/** Values by key: a number, or several of which one must be there. Enumerations and flag words by their numbers. */
export type WantedValues = Readonly<Record<string, number | readonly number[]>>

/** A predicate over header fields and top-level attributes, which the kernel and JavaScript decide alike. */
export interface MessageFilter {
  /** For the kernel; `undefined` where its machine cannot say it, and JavaScript alone decides. */
  readonly program: readonly BpfInstruction[] | undefined
  /** Whether a message passes. */
  matches(message: {
    readonly type: number
    readonly bytes: Bytes
    readonly offset: number
    readonly end: number
  }): boolean
}

/** One key of a filter: where its value is in the header, if it is there, and in which attribute. */
interface Condition {
  readonly member: readonly [offset: number, width: number] | undefined
  readonly attribute: number | undefined
  readonly values: readonly number[]
}

// linux/filter.h, linux/bpf_common.h
const LD_B_ABS = 0x30
const LD_H_ABS = 0x28
const LD_W_ABS = 0x20
const LD_W_IND = 0x40
const LD_IMM = 0x00
const LDX_IMM = 0x01
const TAX = 0x07
const JEQ = 0x15
const RET = 0x06
/** SKF_AD_OFF + SKF_AD_NLATTR: A becomes the offset of the attribute of type X, looked for from offset A on; 0 if there is none. */
const NLATTR = (-0x1000 + 12) >>> 0
const PASS = 0xffffffff
/** A jump's distance is one byte. */
const FAR = 255

/**
 * A filter for messages of the given types; other types pass.
 * @param paths of the codec that reads them
 * @throws TypeError for a key that is no integer of up to 32 bits on the top level, RangeError for a value out of range
 */
export function messageFilter(
  paths: PathTable,
  types: readonly number[],
  wanted: WantedValues
): MessageFilter {
  const conditions = Object.entries(wanted).map(([key, value]) => conditionOf(paths, key, value))
  return {
    program: compile(types, conditions, NLMSG_HDRLEN + paths.header),
    matches({ type, bytes, offset, end }) {
      return (
        !types.includes(type) ||
        conditions.every((condition) => holds(condition, bytes, offset, offset + paths.header, end))
      )
    }
  }
}

function conditionOf(paths: PathTable, key: string, value: number | readonly number[]): Condition {
  const member = Object.hasOwn(paths.members, key) ? paths.members[key] : undefined
  const entry = Object.hasOwn(paths.attributes, key) ? paths.attributes[key] : undefined
  if (member === undefined && typeof entry !== 'number') {
    throw new TypeError(`filter: '${key}' is no number of the message's top level`)
  }
  const values = typeof value === 'number' ? [value] : value
  for (const one of values) {
    if (!Number.isInteger(one) || one < -0x80000000 || one > 0xffffffff) {
      throw new RangeError(`filter: ${key}: ${String(one)} is no integer of 32 bits`)
    }
  }
  return {
    member,
    attribute: typeof entry === 'number' ? entry : undefined,
    values: values.map((one) => one >>> 0)
  }
}

/** The attribute decides where it is there, as it does in the codec: it is wider than the header's field. */
function holds(
  { member, attribute, values }: Condition,
  { view }: Bytes,
  header: number,
  start: number,
  end: number
): boolean {
  if (attribute !== undefined) {
    for (let at = start; at + 4 <= end;) {
      const length = view.getUint16(at, LE)
      if (length < 4 || length > end - at) break
      if (
        (view.getUint16(at + 2, LE) & 0x3fff) === attribute &&
        (view.getUint16(at + 2, LE) & 0xc000) === 0
      ) {
        return length >= 8 && values.includes(view.getUint32(at + 4, LE))
      }
      at += (length + 3) & ~3
    }
  }
  if (member === undefined || header + member[0] + member[1] > end) return false
  const [offset, width] = member
  const found =
    width === 1
      ? view.getUint8(header + offset)
      : width === 2
        ? view.getUint16(header + offset, LE)
        : view.getUint32(header + offset, LE)
  const mask = width === 1 ? 0xff : width === 2 ? 0xffff : 0xffffffff
  return values.some((value) => (value & mask) >>> 0 === found && (value <= mask || value > 0x7fffffff))
}

/** Instructions with labels for jumps, since where they go is known only at the end. */
interface Step {
  readonly code: number
  readonly k: number
  readonly ifTrue?: Label
  readonly ifFalse?: Label
  readonly label?: Label
}

type Label = object

function compile(
  types: readonly number[],
  conditions: readonly Condition[],
  start: number
): BpfInstruction[] | undefined {
  const steps: Step[] = []
  const pass: Label = {}
  const drop: Label = {}
  const filtered: Label = {}
  steps.push({ code: LD_H_ABS, k: 4 })
  for (const [i, type] of types.entries()) {
    const isLast = i === types.length - 1
    steps.push({ code: JEQ, k: asLoaded(type, 2), ifTrue: filtered, ...(isLast ? { ifFalse: pass } : {}) })
  }
  let label: Label | undefined = filtered
  for (const condition of conditions) {
    const next: Label = {}
    addCondition(steps, condition, start, label, next, drop)
    label = next
  }
  steps.push({ code: RET, k: PASS, label })
  steps.push({ code: RET, k: PASS, label: pass })
  steps.push({ code: RET, k: 0, label: drop })
  return types.length === 0 ? [{ code: RET, jt: 0, jf: 0, k: PASS }] : link(steps)
}

function addCondition(
  steps: Step[],
  { member, attribute, values }: Condition,
  start: number,
  label: Label,
  next: Label,
  drop: Label
): void {
  const inHeader: Label = {}
  if (attribute !== undefined) {
    const isThere: Label = {}
    steps.push({ code: LD_IMM, k: start, label })
    steps.push({ code: LDX_IMM, k: attribute })
    steps.push({ code: LD_W_ABS, k: NLATTR })
    steps.push({ code: JEQ, k: 0, ifTrue: member === undefined ? drop : inHeader, ifFalse: isThere })
    steps.push({ code: TAX, k: 0, label: isThere })
    steps.push({ code: LD_W_IND, k: 4 })
    addComparison(steps, values, 4, next, drop)
  }
  if (member === undefined) return
  const [offset, width] = member
  const load = width === 1 ? LD_B_ABS : width === 2 ? LD_H_ABS : LD_W_ABS
  steps.push({ code: load, k: NLMSG_HDRLEN + offset, label: attribute === undefined ? label : inHeader })
  addComparison(steps, values, width, next, drop)
}

function addComparison(
  steps: Step[],
  values: readonly number[],
  width: number,
  next: Label,
  drop: Label
): void {
  const mask = width === 1 ? 0xff : width === 2 ? 0xffff : 0xffffffff
  const possible = values.filter((value) => value <= mask || value > 0x7fffffff)
  for (const [i, value] of possible.entries()) {
    const isLast = i === possible.length - 1
    steps.push({ code: JEQ, k: asLoaded(value, width), ifTrue: next, ...(isLast ? { ifFalse: drop } : {}) })
  }
  if (possible.length === 0) steps.push({ code: RET, k: 0 })
}

/** The machine loads in network order; netlink is in the host's. */
function asLoaded(value: number, width: number): number {
  const mask = width === 1 ? 0xff : width === 2 ? 0xffff : 0xffffffff
  const word = (value & mask) >>> 0
  if (!LE || width === 1) return word
  if (width === 2) return ((word & 0xff) << 8) | (word >>> 8)
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0
}

/** Turns labels into distances; `undefined` where one is too long for a jump, or the program for the kernel. */
function link(steps: readonly Step[]): BpfInstruction[] | undefined {
  const places = new Map<Label, number>()
  for (const [i, { label }] of steps.entries()) if (label !== undefined) places.set(label, i)
  const program: BpfInstruction[] = []
  for (const [i, { code, k, ifTrue, ifFalse }] of steps.entries()) {
    const distance = (to: Label | undefined): number =>
      to === undefined ? 0 : (places.get(to) ?? i + 1) - i - 1
    const instruction = { code, k, jt: distance(ifTrue), jf: distance(ifFalse) }
    if (instruction.jt > FAR || instruction.jf > FAR) return undefined
    program.push(instruction)
  }
  return program.length > 4096 ? undefined : program
}
