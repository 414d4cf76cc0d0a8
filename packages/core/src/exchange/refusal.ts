import { bytesOf, LE, locate, locateMissing, type Bytes } from '../codec/index.ts'
import { withCallers } from '../codec/callers.ts'
import { NetlinkError, type ExtendedAck } from '../errors/netlink-error.ts'
import { permissionHint } from '../errors/permission.ts'
import { NLMSG_HDRLEN } from '../message/constants.ts'
import { doneExtendedAck, errorExtendedAck, type RawExtendedAck } from '../message/extended-ack.ts'
import type { RequestSpec } from './spec.ts'

const EPERM = 1

/** The request as it was sent, so that the kernel's offsets into it can be turned into names. */
export interface SentRequest {
  readonly spec: Pick<RequestSpec, 'name' | 'body' | 'capability'>
  readonly u8: Uint8Array
  /** Where the request's nlmsghdr begins. */
  readonly start: number
  readonly end: number
}

/** The errno that an NLMSG_ERROR or NLMSG_DONE carries: 0 or negative. */
export function errnoOf(bytes: Bytes, at: number, end: number): number {
  return end - at >= NLMSG_HDRLEN + 4 ? bytes.view.getInt32(at + NLMSG_HDRLEN, LE) : 0
}

/** The error for an NLMSG_ERROR with a negative errno. */
export function refusal(
  request: SentRequest,
  bytes: Bytes,
  at: number,
  end: number,
  flags: number
): NetlinkError {
  const raw = errorExtendedAck(bytes, at + NLMSG_HDRLEN, end, flags)
  return errorOf(request, errnoOf(bytes, at, end), raw)
}

/** The error for an NLMSG_DONE with a negative errno. */
export function dumpRefusal(
  request: SentRequest,
  bytes: Bytes,
  at: number,
  end: number,
  flags: number
): NetlinkError {
  const raw = doneExtendedAck(bytes, at + NLMSG_HDRLEN, end, flags)
  return errorOf(request, errnoOf(bytes, at, end), raw)
}

/** What an acknowledgement says beside success, if anything. */
export function warningOf(
  request: SentRequest,
  bytes: Bytes,
  at: number,
  end: number,
  flags: number
): ExtendedAck | undefined {
  const raw = errorExtendedAck(bytes, at + NLMSG_HDRLEN, end, flags)
  return raw === undefined ? undefined : named(request, raw)
}

function errorOf(request: SentRequest, errno: number, raw: RawExtendedAck | undefined): NetlinkError {
  const { spec } = request
  const init = {
    errno,
    request: spec.name,
    extack: raw === undefined ? undefined : named(request, raw),
    hint: errno === -EPERM ? permissionHint(spec.capability ?? 'CAP_NET_ADMIN') : undefined
  }
  return withCallers(() => new NetlinkError(init))
}

function named(request: SentRequest, raw: RawExtendedAck): ExtendedAck {
  const { missingType, missingNest, ...rest } = raw
  const extack: { -readonly [K in keyof ExtendedAck]: ExtendedAck[K] } = rest
  if (raw.offset !== undefined) {
    const path = pathAt(request, raw.offset)
    if (path !== undefined) extack.path = path
  }
  if (missingType !== undefined) extack.missing = missingName(request, missingType, missingNest)
  return extack
}

function pathAt({ spec, u8, start, end }: SentRequest, offset: number): string | undefined {
  const { paths } = spec.body
  if (paths === undefined) return undefined
  return locate(paths, bytesOf(u8), start + NLMSG_HDRLEN, end, start + offset)
}

function missingName({ spec, u8, start, end }: SentRequest, type: number, nest: number | undefined): string {
  const { paths } = spec.body
  const unnamed = `type ${type}`
  if (paths === undefined) return unnamed
  return (
    locateMissing(
      paths,
      bytesOf(u8),
      start + NLMSG_HDRLEN,
      end,
      type,
      nest === undefined ? undefined : start + nest
    ) ?? unnamed
  )
}
