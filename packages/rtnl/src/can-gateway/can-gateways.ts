import type { Connection, Dump, DumpOptions, DumpSpec, RequestOptions, WaitOptions } from '@nlkit/core'
import type { Writer } from '@nlkit/core/codec'
import { selected, type Bytes } from '@nlkit/core/codec'
import { checkDevice, indexOf, type Device } from '../devices.ts'
import { AF } from '../family/constants.ts'
import { checkFilter, type FilterKeys } from '../filters.ts'
import { checkFlush, deleteAll } from '../flush.ts'
import { checkObject, sameIndex } from '../objects.ts'
import { RTM_DELROUTE, RTM_GETROUTE, RTM_NEWROUTE } from '../route/constants.ts'
import { runVerb, write, type Write } from '../write.ts'
import { canGatewayCodec, type CanGateway, type CanGatewayInput } from './codec.ts'
import { CGW_FLAGS_CAN_FD, CGW_TYPE } from './constants.ts'

/** A CAN gateway to add or delete. */
export interface CanGatewayChange extends CanGatewayInput {
  /** The interface that frames come in by; `srcIf` says the same on the wire. */
  readonly srcDev?: Device | undefined
  /** The interface that they are sent by; `dstIf` says the same on the wire. */
  readonly dstDev?: Device | undefined
}

/** Which CAN gateways are meant; filtered here, as the kernel dumps all. */
export interface CanGatewayFilter {
  /** What they lead from and to: `can-can` is all that there are so far. */
  readonly gwtype?: CanGateway['gwtype']
  /** The interface that frames come in by. */
  readonly srcDev?: Device
  /** The interface that they are sent by. */
  readonly dstDev?: Device
  readonly modUid?: number
}

const FILTER_KEYS: FilterKeys<CanGatewayFilter> = {
  gwtype: CGW_TYPE,
  srcDev: 'device',
  dstDev: 'device',
  modUid: 'number'
}

/** What the verbs send. */
export const canGatewayWrites = {
  /** Adds a gateway, or changes the modifications of the one that has its `modUid`. */
  add: (gateway: CanGatewayChange): Write => made(gateway, 'RTM_NEWROUTE'),
  /** Deletes the gateway that is as it is said. The kernel answers EINVAL when there is none. */
  delete: (gateway: CanGatewayChange): Write => made(gateway, 'RTM_DELROUTE')
}

function made(gateway: CanGatewayChange, name: 'RTM_NEWROUTE' | 'RTM_DELROUTE'): Write {
  checkObject(gateway, 'gateway')
  const { srcDev, dstDev, ...rest } = gateway
  // Two indices of 0 would delete all (cgw_remove_job()).
  checkDevice(srcDev ?? rest.srcIf, srcDev === undefined && rest.srcIf !== undefined ? 'srcIf' : 'srcDev')
  checkDevice(dstDev ?? rest.dstIf, dstDev === undefined && rest.dstIf !== undefined ? 'dstIf' : 'dstDev')
  checkKindOfFrames(rest)
  const value: CanGatewayInput = { family: 'can', gwtype: 'can-can', ...rest }
  if (selected(AF, value.family) !== 'can') throw new TypeError(`family: ${value.family} has no CAN gateways`)
  return write({ srcDev, dstDev }, (indices) => ({
    type: name === 'RTM_NEWROUTE' ? RTM_NEWROUTE : RTM_DELROUTE,
    name,
    body: canGatewayCodec,
    value: {
      ...value,
      srcIf: sameIndex(indices['srcDev'] ?? (rest.srcIf as number), rest.srcIf, 'srcIf'),
      dstIf: sameIndex(indices['dstDev'] ?? (rest.dstIf as number), rest.dstIf, 'dstIf')
    }
  }))
}

const CLASSIC = ['modAnd', 'modOr', 'modXor', 'modSet'] as const
const FD = ['fdmodAnd', 'fdmodOr', 'fdmodXor', 'fdmodSet'] as const

/** The kernel overlooks modifications of the other kind of frames, and makes a gateway without them (cgw_parse_attr()). */
function checkKindOfFrames(gateway: CanGatewayInput): void {
  const isFd = ((gateway.flags ?? 0) & CGW_FLAGS_CAN_FD) !== 0
  for (const key of isFd ? CLASSIC : FD) {
    if (gateway[key] !== undefined)
      throw new TypeError(`${key}: this gateway's flags are ${isFd ? 'with' : 'without'} CGW_FLAGS_CAN_FD`)
  }
}

/** What a gateway that is gone already is answered with. */
const GONE: ReadonlySet<string> = new Set(['EINVAL'])

/**
 * CAN gateways: what `cangw -L` shows. They are the module can-gw's, which is not loaded by itself: without it the kernel answers
 * EOPNOTSUPP to changes, and has none to list. A gateway goes with either of its interfaces. The kernel sends no events of them.
 */
export class CanGateways {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** All gateways that the filter names, the latest first. */
  async list(filter: CanGatewayFilter = {}, options?: DumpOptions): Promise<CanGateway[]> {
    return await this.dump(filter, options).toArray()
  }

  /** The same one by one or in batches, as the kernel sends them. */
  dump(filter: CanGatewayFilter = {}, options?: DumpOptions): Dump<CanGateway> {
    checkFilter(filter, FILTER_KEYS)
    const { srcDev, dstDev } = filter
    if (srcDev !== undefined) checkDevice(srcDev, 'srcDev')
    if (dstDev !== undefined) checkDevice(dstDev, 'dstDev')
    return this.#connection.dump(async () => {
      const src =
        srcDev === undefined ? undefined : await indexOf(this.#connection, srcDev, 'srcDev', options)
      const dst =
        dstDev === undefined ? undefined : await indexOf(this.#connection, dstDev, 'dstDev', options)
      return dumpSpec(filter, src, dst)
    }, options)
  }

  /**
   * Adds a gateway, or changes the modifications and checksums of the one that has its `modUid`.
   * @throws NetlinkError ENODEV for an interface that is not CAN's; EINVAL for hops and places that there are none of, for an interface
   * that leads to itself without CGW_FLAGS_CAN_IIF_TX_OK, and for the `modUid` of one with other interfaces or another filter
   */
  add(gateway: CanGatewayChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, canGatewayWrites.add, gateway, options)
  }

  /**
   * Deletes one gateway: the latest that has these interfaces, flags, hops and this filter, and the same `modUid` or, where neither has
   * one, the same modifications and checksums. The kernel reads a `modUid` only beside a modification, whichever.
   * @throws NetlinkError EINVAL when there is none
   */
  delete(gateway: CanGatewayChange, options?: RequestOptions): Promise<void> {
    return runVerb(this.#connection, canGatewayWrites.delete, gateway, options)
  }

  /**
   * Deletes what the filter names, and says how many that were: `{ gwtype: 'can-can' }` is all of them.
   * @throws TypeError for an empty filter, NetlinkError for the first that the kernel does not delete, once all were tried
   */
  async flush(filter: CanGatewayFilter, options?: WaitOptions): Promise<number> {
    checkFlush(filter, 'CAN gateways', FILTER_KEYS)
    const found = await this.list(filter, { signal: options?.signal, timeout: options?.timeout })
    return deleteAll(this.#connection, found.map(deletionOf), options, GONE)
  }
}

function deletionOf(value: CanGateway): Write {
  return write({}, () => ({ type: RTM_DELROUTE, name: 'RTM_DELROUTE', body: canGatewayCodec, value }))
}

/** What struct rtmsg has and struct rtcanmsg has not. */
const REST_OF_RTMSG = 8

/**
 * Without the module all families are asked (rtnl_dump_all()), and those that look at headers want one of their own: zeros that no
 * gateway looks at.
 */
const request = {
  encode(writer: Writer, value: CanGatewayInput): void {
    canGatewayCodec.encode(writer, value)
    writer.reserve(REST_OF_RTMSG)
  },
  paths: canGatewayCodec.paths
}

/** A gateway; of other routes, which have another header, nothing but the family. */
const reply = {
  decode(bytes: Bytes, offset: number, end: number): CanGateway {
    const family = bytes.u8[offset]
    if (family === AF.number.can) return canGatewayCodec.decode(bytes, offset, end)
    return { family: family ?? 0, gwtype: 'unspec', flags: 0 }
  }
}

function dumpSpec(
  { gwtype, modUid }: CanGatewayFilter,
  src: number | undefined,
  dst: number | undefined
): DumpSpec<CanGatewayInput, CanGateway> {
  const type = selected(CGW_TYPE, gwtype)
  return {
    type: RTM_GETROUTE,
    name: 'RTM_GETROUTE',
    body: request,
    value: { family: 'can' },
    reply,
    replyType: RTM_NEWROUTE,
    filter: (gateway) =>
      gateway.family === 'can' &&
      (type === undefined || gateway.gwtype === type) &&
      (src === undefined || gateway.srcIf === src) &&
      (dst === undefined || gateway.dstIf === dst) &&
      (modUid === undefined || gateway.modUid === modUid)
  }
}
