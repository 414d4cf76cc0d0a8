/** Where traffic control happens: an interface, or a block of filters that several qdiscs share. */
import type { KeysOf } from '@nlkit/core'
import { checkDevice, type Device } from '../devices.ts'
import { sameIndex } from '../objects.ts'
import type { EachWithout } from './each.ts'
import type { HandleInput } from './handle.ts'

/** An interface. */
export interface DevicePlace {
  /** The interface; `ifindex` says the same on the wire. */
  readonly dev?: Device | undefined
  readonly ifindex?: number | undefined
}

/** An interface, or a block in its place. */
export interface FilterPlace extends DevicePlace {
  /** Number of a block of filters, in place of an interface and a parent. */
  readonly block?: number | undefined
  /** What the filters hang on: a qdisc `'1:'`, a class `'1:10'`, `'ingress'` or `'egress'`. Left out: the root qdisc. */
  readonly parent?: HandleInput | undefined
}

export const PLACE_KEYS: KeysOf<FilterPlace> = { dev: true, ifindex: true, block: true, parent: true }

/** tcm_ifindex of a block, whose number then stands in tcm_parent: TCM_IFINDEX_MAGIC_BLOCK. */
const BLOCK_IFINDEX = -1

/** @throws TypeError where there is none */
export function checkDevicePlace({ dev, ifindex }: DevicePlace): void {
  if (dev !== undefined) checkDevice(dev, 'dev')
  else if (ifindex === undefined) throw new TypeError('dev: an interface is missing')
  else checkDevice(ifindex, 'ifindex')
}

/** The interface's index, when that of `dev` has been asked for. @throws TypeError where `ifindex` is another */
export function placeIndex(index: number | undefined, { ifindex }: DevicePlace): number | undefined {
  return index === undefined ? ifindex : sameIndex(index, ifindex, 'ifindex')
}

/** @throws TypeError, RangeError for what is neither one nor the other, or both */
export function checkFilterPlace({ dev, ifindex, block, parent }: FilterPlace): void {
  if (block === undefined) return checkDevicePlace({ dev, ifindex })
  if (dev !== undefined || ifindex !== undefined || parent !== undefined) {
    throw new TypeError('block: stands in place of dev and parent')
  }
  if (!Number.isInteger(block) || block < 1 || block > 0xffffffff)
    throw new RangeError(`block: ${block} is not a block's number`)
}

/** What is left of an object when its place has been taken care of. */
export function withoutPlace<T extends FilterPlace>(value: T): EachWithout<T, keyof FilterPlace> {
  const rest: { -readonly [K in keyof FilterPlace]: FilterPlace[K] } = { ...value }
  delete rest.dev
  delete rest.ifindex
  delete rest.block
  delete rest.parent
  return rest as EachWithout<T, keyof FilterPlace>
}

/** The members of struct tcmsg that say where. */
export function filterHeader(
  place: FilterPlace,
  index: number | undefined
): { ifindex?: number; parent?: HandleInput } {
  const { block, parent } = place
  if (block !== undefined) return { ifindex: BLOCK_IFINDEX, parent: block }
  const at = placeIndex(index, place)
  return {
    ...(at === undefined ? {} : { ifindex: at }),
    // __tcf_qdisc_find(): no parent is the root qdisc; TC_H_ROOT would be looked for among the qdiscs.
    ...(parent === undefined || parent === 'root' ? {} : { parent })
  }
}

/** Number of the block that a filter or chain is in; undefined for those of an interface. */
export function blockOf(object: { readonly ifindex: number; readonly parent: string }): number | undefined {
  if (object.ifindex !== BLOCK_IFINDEX) return undefined
  const [major = '', minor = ''] = object.parent.split(':')
  return Number.parseInt(`0${major}`, 16) * 0x10000 + Number.parseInt(`0${minor}`, 16)
}
