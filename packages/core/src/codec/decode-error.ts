const BRAND = Symbol.for('nlkit.DecodeError')

/** Bytes that cannot be what they should be. What the kernel sent before and after in the same datagram is unaffected. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  /** The attribute, as a path in the decoded object: `linkinfo.data.id`. Empty for the message itself. */
  readonly path: string
  /** Where in the bytes that were given to decode. */
  readonly offset: number
  /** What is wrong, without path and offset. */
  readonly reason: string
  /** It is about a struct as a whole, not about the member that begins at the offset. */
  readonly isWhole: boolean

  constructor(reason: string, offset: number, path = '', isWhole = false) {
    super(`${path === '' ? '' : `${path}: `}${reason} (at byte ${offset})`)
    this.reason = reason
    this.isWhole = isWhole
    this.offset = offset
    this.path = path
    Object.defineProperty(this, BRAND, { value: true })
  }

  /** True for this class of any copy of this package. */
  static is(error: unknown): error is DecodeError {
    return typeof error === 'object' && error !== null && BRAND in error
  }
}

/** A payload that ends before its type does. */
export function short(at: number, stop: number, needed: number): never {
  throw new DecodeError(`${Math.max(0, stop - at)} bytes, needs ${needed}`, at)
}

/** A struct or header that ends before its members do. */
export function cut(at: number, stop: number, needed: number): never {
  throw new DecodeError(`${Math.max(0, stop - at)} bytes, needs ${needed}`, at, '', true)
}

/** An attribute whose own length cannot be: nothing behind it can be found either. */
export function malformed(at: number, size: number, end: number): never {
  throw new DecodeError(`an attribute of ${size} bytes where ${end - at} are left`, at)
}

/** A level of nesting more; schemas that contain themselves stop here, not at the end of the stack. */
export function deeper(depth: number, at: number): number {
  if (depth >= MOST_LEVELS) throw new DecodeError(`nested more than ${MOST_LEVELS} levels deep`, at)
  return depth + 1
}

/** The kernel itself stops at 10 (NLA_VALIDATE_MAX_DEPTH in lib/nlattr.c, MAX_RECURSE_DEPTH). */
const MOST_LEVELS = 16
