import { NetlinkError } from '@nlkit/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ip, requires, run, tool, type Probe } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'
import type { CanGateway } from './codec.ts'
import {
  CAN_EFF_FLAG,
  CAN_EFF_MASK,
  CGW_FLAGS_CAN_ECHO,
  CGW_FLAGS_CAN_FD,
  CGW_FLAGS_CAN_IIF_TX_OK,
  CGW_FLAGS_CAN_SRC_TSTAMP,
  CGW_MOD_DATA,
  CGW_MOD_DLC,
  CGW_MOD_FLAGS,
  CGW_MOD_ID,
  CGW_MOD_LEN
} from './constants.ts'

const rtnl = Rtnl.open()
const { canGateways } = rtnl

/** That an interface is not CAN's is looked at last. */
const gateways: Probe = async () => {
  try {
    await canGateways.add({ srcDev: 'lo', dstDev: 'lo' })
  } catch (error) {
    if (NetlinkError.is(error) && error.code === 'EOPNOTSUPP')
      return 'this kernel has no CAN gateways (can-gw)'
  }
  return undefined
}

let has = false
let src = 0
let dst = 0

beforeAll(async () => {
  has = (await gateways()) === undefined
  if (!has) return
  for (const name of ['vc0', 'vc1']) {
    await ip('link', 'add', name, 'mtu', '72', 'type', 'vcan')
    await ip('link', 'set', name, 'up')
  }
  src = (await rtnl.links.get('vc0')).index
  dst = (await rtnl.links.get('vc1')).index
})
afterEach(async () => {
  if (has) await canGateways.flush({ gwtype: 'can-can' })
})
afterAll(() => rtnl.close())

const bytes = (size: number, ...first: number[]): Uint8Array => {
  const all = new Uint8Array(size)
  all.set(first)
  return all
}
/** The table of the CRC of SAE J1850: polynomial 0x1d. */
const table = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? (crc << 1) ^ 0x1d : crc << 1
  return crc & 0xff
})

const step = (crc: number, byte: number): number => table[crc ^ byte] as number

const modSet = (id: number): NonNullable<CanGateway['modSet']> => ({
  cf: { id, len: 0, len8Dlc: 0, data: bytes(8) },
  modtype: CGW_MOD_ID
})

const all: CanGateway = {
  family: 'can',
  gwtype: 'can-can',
  flags: CGW_FLAGS_CAN_ECHO | CGW_FLAGS_CAN_SRC_TSTAMP | CGW_FLAGS_CAN_IIF_TX_OK,
  limHops: 1,
  modAnd: { cf: { id: 0x7f0, len: 0, len8Dlc: 0, data: bytes(8) }, modtype: CGW_MOD_ID },
  modOr: { cf: { id: 1, len: 0, len8Dlc: 0, data: bytes(8, 0, 0x80) }, modtype: CGW_MOD_ID | CGW_MOD_DATA },
  modXor: { cf: { id: 0, len: 0, len8Dlc: 0, data: bytes(8, 0xff) }, modtype: CGW_MOD_DATA },
  modSet: { cf: { id: 0, len: 4, len8Dlc: 0, data: bytes(8) }, modtype: CGW_MOD_DLC },
  modUid: 4711,
  csCrc8: {
    fromIdx: 0,
    toIdx: 1,
    resultIdx: 2,
    initCrcVal: 0xff,
    finalXorVal: 0xff,
    crctab: table,
    profile: '1u8',
    profileData: bytes(20, 0x2a)
  },
  csXor: { fromIdx: 0, toIdx: 2, resultIdx: -1, initXorVal: 0x11 },
  filter: { id: 0x123, mask: 0x7ff }
}

const fd: CanGateway = {
  family: 'can',
  gwtype: 'can-can',
  flags: CGW_FLAGS_CAN_FD,
  fdmodAnd: { cf: { id: CAN_EFF_FLAG + 0xff, len: 0, flags: 0, data: bytes(64) }, modtype: CGW_MOD_ID },
  fdmodOr: { cf: { id: 0, len: 0, flags: 1, data: bytes(64) }, modtype: CGW_MOD_FLAGS },
  fdmodXor: { cf: { id: 0, len: 0, flags: 0, data: bytes(64).fill(0x55) }, modtype: CGW_MOD_DATA },
  fdmodSet: { cf: { id: 0, len: 64, flags: 0, data: bytes(64) }, modtype: CGW_MOD_LEN },
  csXor: { fromIdx: -64, toIdx: -2, resultIdx: 63, initXorVal: 0 },
  filter: { id: CAN_EFF_FLAG + 5, mask: CAN_EFF_FLAG + CAN_EFF_MASK }
}

describe('CAN gateways', () => {
  it(
    'are told as they were added, the latest first, and deleted as they were told',
    requires(gateways, async () => {
      const ends = { srcIf: src, dstIf: dst }
      await canGateways.add({ srcDev: 'vc0', dstDev: 'vc1' })
      await canGateways.add({ ...all, srcDev: 'vc0', dstIf: dst })
      await rtnl.batch((b) => b.canGateways.add({ ...fd, srcDev: 'vc0', dstDev: dst }))
      const told = await canGateways.list()
      expect(told).toEqual([
        { ...fd, ...ends },
        { ...all, ...ends },
        { family: 'can', gwtype: 'can-can', flags: 0, ...ends }
      ])
      for (const gateway of told) await canGateways.delete(gateway)
      expect(await canGateways.list()).toEqual([])
    })
  )

  it(
    'are those that cangw(1) adds and shows',
    requires([gateways, tool('cangw')], async () => {
      const line = '-A -s vc0 -d vc1 -e -f 123:C00007FF -m SET:IL:333.4.1122334455667788'
      await run(['cangw', ...line.split(' ')])
      const data = Uint8Array.of(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88)
      expect(await canGateways.list()).toEqual([
        {
          family: 'can',
          gwtype: 'can-can',
          flags: CGW_FLAGS_CAN_ECHO,
          filter: { id: 0x123, mask: 0xc00007ff },
          modSet: { cf: { id: 0x333, len: 4, len8Dlc: 0, data }, modtype: CGW_MOD_ID | CGW_MOD_DLC },
          srcIf: src,
          dstIf: dst
        }
      ])
      await canGateways.add({ ...all, srcDev: 'vc0', dstDev: 'vc1' })
      await canGateways.add({ ...fd, srcDev: 'vc0', dstDev: 'vc1' })
      const ours = await canGateways.list()
      // It prints what it takes, and ends with the length of its request.
      const shown = (await run(['sh', '-c', 'cangw -L || true'])).trim().split('\n')
      expect(shown).toHaveLength(3)
      await canGateways.flush({ srcDev: 'vc0' })
      for (const command of shown.toReversed())
        await run(['cangw', ...command.replace(/ *#.*/, '').split(/ +/).slice(1)])
      expect(await canGateways.list()).toEqual(ours)
    })
  )

  it(
    'change frames on their way, and count them',
    requires([gateways, tool('python3')], async () => {
      await canGateways.add({ ...all, srcDev: 'vc0', dstDev: 'vc1' })
      // Only what is echoed is heard by others on this machine (vcan_tx()).
      const flags = CGW_FLAGS_CAN_FD | CGW_FLAGS_CAN_ECHO
      await canGateways.add({ ...fd, flags, srcDev: 'vc0', dstDev: 'vc1' })
      const program = `
import socket, struct
def end(name):
    s = socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW)
    s.setsockopt(socket.SOL_CAN_RAW, socket.CAN_RAW_FD_FRAMES, 1)
    s.bind((name,))
    s.settimeout(25)
    return s
a, b = end('vc0'), end('vc1')
a.send(struct.pack('=IB3x8s', 0x123, 8, bytes([1, 2, 3, 4, 5, 6, 7, 8])))
print(b.recv(72).hex())
a.send(struct.pack('=IBB2x64s', 0x80000005, 64, 0, bytes(range(64))))
print(b.recv(72).hex())`
      const [classic, long] = (await run(['python3', '-c', program])).trim().split('\n')
      const data = [1 ^ 0xff, 2 | 0x80]
      const crc = step(data.reduce(step, 0xff), 0x2a) ^ 0xff
      const sum = [...data, crc].reduce((xor, byte) => xor ^ byte, 0x11)
      expect(classic).toBe(frame(0x121, 4, 0, bytes(8, ...data, crc, sum, 5, 6, 7, 8)))
      const longData = bytes(64, ...Array.from({ length: 63 }, (_, i) => i ^ 0x55))
      longData[63] = longData.reduce((xor, byte) => xor ^ byte, 0)
      expect(long?.slice(0, 10)).toBe(frame(0x80000005, 64, 1, longData).slice(0, 10))
      expect(long?.slice(16)).toBe(frame(0x80000005, 64, 1, longData).slice(16))
      const told = await canGateways.list()
      expect(told.map(({ handled, dropped, deleted }) => [handled, dropped, deleted])).toEqual([
        [1, undefined, undefined],
        [1, undefined, undefined]
      ])
      // Counted, they are the same ones still.
      for (const gateway of told) await canGateways.delete(gateway)
    })
  )

  it(
    'have their modifications changed by their number, and are deleted by it',
    requires(gateways, async () => {
      const ends = { srcDev: 'vc0', dstDev: 'vc1' }
      await canGateways.add({ ...ends, modSet: modSet(1), modUid: 7 })
      await canGateways.add({ ...ends, modSet: modSet(2), modUid: 7 })
      expect(await canGateways.list()).toMatchObject([{ modSet: { cf: { id: 2 } }, modUid: 7 }])
      const other = canGateways.add({ ...ends, modSet: modSet(2), modUid: 7, filter: { id: 1, mask: 1 } })
      await expect(other).rejects.toMatchObject({ code: 'EINVAL' })
      // Without a modification the number is not read.
      await expect(canGateways.delete({ ...ends, modUid: 7 })).rejects.toMatchObject({ code: 'EINVAL' })
      await canGateways.delete({ ...ends, modSet: modSet(9), modUid: 7 })
      expect(await canGateways.list()).toEqual([])
    })
  )

  it(
    'are listed and flushed by interface and number, and leave the others',
    requires(gateways, async () => {
      const there = { srcDev: 'vc0', dstDev: 'vc1' }
      const back = { srcDev: 'vc1', dstDev: 'vc0' }
      await canGateways.add(there)
      await canGateways.add(there)
      await canGateways.add({ ...all, ...back })
      expect(await canGateways.list({ srcDev: 'vc1' })).toMatchObject([{ srcIf: dst, modUid: 4711 }])
      expect(await canGateways.list({ dstDev: dst })).toHaveLength(2)
      expect(await canGateways.list({ modUid: 4711, dstDev: 'vc1' })).toEqual([])
      expect(await canGateways.list({ gwtype: 2 })).toEqual([])
      expect(await canGateways.flush({ srcDev: 'vc0' })).toBe(2)
      expect(await canGateways.flush({ srcDev: 'vc0' })).toBe(0)
      expect(await canGateways.list()).toMatchObject([{ modUid: 4711 }])
      expect(await canGateways.flush({ gwtype: 'can-can' })).toBe(1)
    })
  )

  it(
    'are no routes, though the kernel tells of them among routes',
    requires(gateways, async () => {
      await canGateways.add({ ...all, srcDev: 'vc0', dstDev: 'vc1' })
      const routes = await rtnl.routes.list()
      expect(routes.length).toBeGreaterThan(0)
      expect(routes.filter(({ family }) => family !== 'inet' && family !== 'inet6')).toEqual([])
      expect(await rtnl.routes.flush({ protocol: 0 })).toBe(0)
      expect(await canGateways.list()).toHaveLength(1)
    })
  )

  it(
    'are refused by the kernel as it has it',
    requires(gateways, async () => {
      const ends = { srcDev: 'vc0', dstDev: 'vc1' }
      await expect(canGateways.add({ srcDev: 'vc0', dstDev: 'lo' })).rejects.toMatchObject({ code: 'ENODEV' })
      // Older kernels make one that leads back, and drop what comes by it (can_can_gw_rcv()).
      const [back] = await Promise.allSettled([canGateways.add({ srcDev: 'vc0', dstDev: 'vc0' })])
      if (back?.status === 'rejected') expect(back.reason).toMatchObject({ code: 'EINVAL' })
      else expect(await canGateways.flush({ srcDev: 'vc0' })).toBe(1)
      await expect(canGateways.add({ ...ends, limHops: 9 })).rejects.toMatchObject({ code: 'EINVAL' })
      await expect(canGateways.delete(ends)).rejects.toMatchObject({
        code: 'EINVAL',
        request: 'RTM_DELROUTE'
      })
    })
  )

  it('are none where the kernel has none, whatever its routes', async () => {
    if (!has) {
      await expect(canGateways.add({ srcDev: 1, dstDev: 1 })).rejects.toMatchObject({
        code: 'EOPNOTSUPP',
        request: 'RTM_NEWROUTE'
      })
    }
    expect((await rtnl.routes.list()).length).toBeGreaterThan(0)
    expect(await canGateways.list()).toEqual([])
    await expect(canGateways.list({ srcDev: 'gone0' })).rejects.toMatchObject({ code: 'ENODEV' })
  })
})

/** A frame as programs read it. */
function frame(id: number, length: number, flags: number, data: Uint8Array): string {
  const head = new DataView(new ArrayBuffer(8))
  head.setUint32(0, id, true)
  head.setUint8(4, length)
  head.setUint8(5, flags)
  return Buffer.concat([new Uint8Array(head.buffer), data]).toString('hex')
}
