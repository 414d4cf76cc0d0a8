import { checkKeys, type KeysOf } from '@nlkit/core'
import { isAsked } from '../objects.ts'
import type { XdpInput } from './xdp.codec.ts'
import {
  XDP_FLAGS_DRV_MODE,
  XDP_FLAGS_HW_MODE,
  XDP_FLAGS_REPLACE,
  XDP_FLAGS_SKB_MODE,
  XDP_FLAGS_UPDATE_IF_NOEXIST
} from './xdp.constants.ts'

/** Where an XDP program runs: in the stack, in the driver, in hardware. */
export type XdpMode = 'skb' | 'drv' | 'hw'

const MODES: Readonly<Record<XdpMode, number>> = {
  skb: XDP_FLAGS_SKB_MODE,
  drv: XDP_FLAGS_DRV_MODE,
  hw: XDP_FLAGS_HW_MODE
}

/** Which XDP program is to go. */
export interface XdpDetach {
  /** Where it runs; without it the kernel chooses: in the driver where that can, else in the stack. */
  readonly mode?: XdpMode | undefined
  /** A descriptor of the program that must be there. EEXIST where another is. */
  readonly expectedFd?: number | undefined
}

/** An XDP program to attach. */
export interface XdpAttach extends XdpDetach {
  /** A descriptor of the program. */
  readonly fd: number
  /** Only where there is none; EBUSY otherwise. */
  readonly ifNoexist?: boolean | undefined
}

const DETACH_KEYS: KeysOf<XdpDetach> = { mode: true, expectedFd: true }
const ATTACH_KEYS: KeysOf<XdpAttach> = { ...DETACH_KEYS, fd: true, ifNoexist: true }

function modeFlags({ mode, expectedFd }: XdpDetach): number {
  if (mode !== undefined && !Object.hasOwn(MODES, mode))
    throw new TypeError(`mode: expected skb, drv or hw, got '${mode}'`)
  if (expectedFd !== undefined) checkFd(expectedFd, 'expectedFd')
  return (mode === undefined ? 0 : MODES[mode]) | (expectedFd === undefined ? 0 : XDP_FLAGS_REPLACE)
}

function checkFd(fd: unknown, key: string): void {
  if (typeof fd !== 'number') throw new TypeError(`${key}: expected a descriptor, got ${String(fd)}`)
  if (!Number.isInteger(fd) || fd < 0 || fd > 0x7fffffff)
    throw new RangeError(`${key}: ${fd} is not a descriptor`)
}

/** IFLA_XDP of a program that is to be attached. */
export function xdpAttachValue(program: XdpAttach): XdpInput {
  checkKeys(program, ATTACH_KEYS, 'program')
  checkFd(program.fd, 'fd')
  const ifNoexist = isAsked(program.ifNoexist, 'ifNoexist')
  if (ifNoexist && program.expectedFd !== undefined)
    throw new TypeError('ifNoexist: expectedFd says that there is one')
  const flags = modeFlags(program) | (ifNoexist ? XDP_FLAGS_UPDATE_IF_NOEXIST : 0)
  return { fd: program.fd, flags, expectedFd: program.expectedFd }
}

/** The same of one that is to go: -1 in place of a descriptor (dev_xdp_attach()). */
export function xdpDetachValue(program: XdpDetach = {}): XdpInput {
  checkKeys(program, DETACH_KEYS, 'program')
  return { fd: -1, flags: modeFlags(program), expectedFd: program.expectedFd }
}
