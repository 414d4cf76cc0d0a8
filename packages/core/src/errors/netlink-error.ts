import { hasBrand } from './brand.ts'
import { errnoName } from './errno.ts'

const BRAND = Symbol.for('nlkit.NetlinkError')

/** The kernel's policy for an attribute, from NLMSGERR_ATTR_POLICY: what the attribute may be. */
export interface AttributePolicy {
  /** NL_ATTR_TYPE_* by name without prefix, in lower case: `'u32'`, `'nested'`; a number when it is not known. */
  readonly type?: string | number
  /** Smallest and largest value allowed. A number while it is exact, else a decimal string. */
  readonly min?: number | string
  readonly max?: number | string
  /** Smallest and largest length of the payload, in bytes. */
  readonly minLength?: number
  readonly maxLength?: number
  /** Bits allowed, as `0x...`. */
  readonly mask?: string
}

/** What the kernel says about a refusal beyond its errno (NETLINK_EXT_ACK). Each part is there only if the kernel sent it. */
export interface ExtendedAck {
  /** The kernel's own words. */
  readonly message?: string
  /** The offending attribute as a path in the object that was passed, e.g. `linkinfo.data.id`. */
  readonly path?: string
  /** The offending attribute's offset from the start of the request message, in bytes. */
  readonly offset?: number
  /** The attribute that is missing: its path, or `type <n>` where the schema has no name for it. */
  readonly missing?: string
  /** What the offending attribute may be. */
  readonly policy?: AttributePolicy
  /** Protocol-specific bytes that came along. */
  readonly cookie?: Uint8Array
}

/** What a {@link NetlinkError} is made of. */
export interface NetlinkErrorInit {
  /** Errno, of either sign. */
  readonly errno: number
  /** The message (`RTM_NEWADDR`) or the system call (`bind`) that was refused. */
  readonly request: string
  readonly extack?: ExtendedAck | undefined
  /** Words of this library that help, where the kernel gave none. */
  readonly hint?: string | undefined
}

/**
 * The kernel refused a request or a system call on a netlink socket.
 * Recognise it with {@link NetlinkError.is}, which holds across copies and versions of this package.
 */
export class NetlinkError extends Error {
  /** The errno's name: `'EEXIST'`. */
  readonly code: string
  /** The errno, negative as in Node's own errors. */
  readonly errno: number
  /** The message or system call that was refused: `'RTM_NEWADDR'`, `'bind'`. */
  readonly request: string
  /** What the kernel said beyond the errno. */
  declare readonly extack?: ExtendedAck

  constructor(init: NetlinkErrorInit) {
    const code = errnoName(init.errno)
    super(textOf(init, code))
    this.code = code
    this.errno = -Math.abs(init.errno)
    this.request = init.request
    if (init.extack !== undefined) this.extack = init.extack
  }

  /** True for this class of any copy of this package. */
  static is(value: unknown): value is NetlinkError {
    return hasBrand(value, BRAND)
  }
}

Object.defineProperties(NetlinkError.prototype, {
  name: { value: 'NetlinkError', configurable: true, writable: true },
  [BRAND]: { value: true }
})

function textOf(init: NetlinkErrorInit, code: string): string {
  const { extack, hint } = init
  const parts = [init.request, code]
  if (extack?.path !== undefined) parts.push(extack.path)
  if (extack?.message !== undefined) parts.push(extack.message)
  if (extack?.missing !== undefined) parts.push(`attribute missing: ${extack.missing}`)
  const allowed = extack?.policy === undefined ? undefined : describePolicy(extack.policy)
  if (allowed !== undefined) parts.push(allowed)
  if (hint !== undefined) parts.push(hint)
  return parts.join(': ')
}

function describePolicy(policy: AttributePolicy): string | undefined {
  if (policy.min !== undefined || policy.max !== undefined) {
    return `allowed: ${policy.min ?? ''}..${policy.max ?? ''}`
  }
  if (policy.mask !== undefined) return `allowed bits: ${policy.mask}`
  if (policy.minLength !== undefined || policy.maxLength !== undefined) {
    return `allowed length: ${policy.minLength ?? 0}..${policy.maxLength ?? ''} bytes`
  }
  return undefined
}
