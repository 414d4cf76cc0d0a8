import { expect, expectTypeOf, it } from 'vitest'
import type { OverrunEvent } from '@nlkit/core'
import * as entry from './index.ts'

it('exports these names', () => {
  expect(Object.keys(entry).sort()).toEqual([
    'DeviceError',
    'DeviceWatch',
    'Devices',
    'Uevent',
    'UeventSubscription',
    'encodeKernelUevent',
    'encodeUdevMessage',
    'parseKernelUevent',
    'parseUdevMessage',
    'propertyBytes'
  ])
})

it('tells events and changes apart by their type', () => {
  type Of<T, K> = Extract<T, { type: K }>
  expectTypeOf<Of<entry.UeventEvent, 'overrun'>>().toEqualTypeOf<OverrunEvent>()
  expectTypeOf<Exclude<entry.UeventEvent, OverrunEvent>>().toEqualTypeOf<entry.DeviceEvent>()
  expectTypeOf<entry.DeviceEvent['type']>().toEqualTypeOf<entry.DeviceAction | 'unknown'>()
  expectTypeOf<entry.DeviceEvent['seqnum']>().toEqualTypeOf<number>()
  expectTypeOf<entry.DeviceEvent['devtype']>().toEqualTypeOf<string | undefined>()
  expectTypeOf<entry.DeviceChange['type']>().toEqualTypeOf<
    'present' | 'ready' | 'add' | 'change' | 'move' | 'remove' | 'overrun'
  >()
  expectTypeOf<Of<entry.DeviceChange, 'move'>['devpathOld']>().toEqualTypeOf<string>()
  expectTypeOf<entry.TrustedUid>().toEqualTypeOf<number | 'unmapped'>()
  expectTypeOf<keyof entry.RejectCounts>().toEqualTypeOf<entry.RejectReason>()
  expectTypeOf<ReturnType<typeof entry.parseKernelUevent>>().toEqualTypeOf<
    entry.UeventFields | entry.Rejected
  >()
  expectTypeOf<ReturnType<entry.Uevent['trigger']>>().toEqualTypeOf<Promise<entry.DeviceEvent>>()
})
