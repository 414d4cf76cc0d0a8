/** Each flag by name, as rtnetlink understands it: routes, links and forwarding databases. */
import { expect, it } from 'vitest'
import { bridge, bridgeJson, ip, ipJson } from '../../../../test/support/kernel.ts'
import {
  Connection,
  NETLINK_ROUTE,
  NLM_F_APPEND,
  NLM_F_BULK,
  NLM_F_CREATE,
  NLM_F_ECHO,
  NLM_F_EXCL,
  NLM_F_REPLACE,
  rawCodec,
  requestFlags,
  type RequestSpec
} from '../index.ts'

const byte = (value: number): string => value.toString(16).padStart(2, '0')

/** 10.9.0.0/16 dev lo: struct rtmsg, RTA_DST, RTA_OIF. */
const FIXED = '02100000fe03fd0100000000080001000a0900000800040001000000'

/** The same with a metric, RTA_PRIORITY. */
const route = (metric: number): RequestSpec<Uint8Array, Uint8Array> => ({
  type: 24,
  name: 'RTM_NEWROUTE',
  body: rawCodec,
  value: new Uint8Array(Buffer.from(`${FIXED}08000600${byte(metric)}000000`, 'hex')),
  reply: rawCodec
})

/** The same with RTA_PREFSRC 127.0.0.1: another route of the same metric. */
const other = (metric: number): RequestSpec<Uint8Array, Uint8Array> => {
  const { value, ...rest } = route(metric)
  return { ...rest, value: Uint8Array.of(...value, 8, 0, 7, 0, 127, 0, 0, 1) }
}

const routes = async (): Promise<unknown[]> =>
  (await ipJson('route', 'show', '10.9.0.0/16')).map(({ metric, prefsrc }) => [metric, prefsrc])

it('makes, refuses to make twice, replaces, appends and echoes', async () => {
  using connection = Connection.open({ protocol: NETLINK_ROUTE })
  await expect(connection.acknowledge(route(1))).rejects.toMatchObject({ code: 'ENOENT' })
  await connection.acknowledge(route(1), { create: true, excl: true })
  await expect(connection.acknowledge(route(1), { create: true, excl: true })).rejects.toMatchObject({
    code: 'EEXIST'
  })
  await connection.acknowledge(other(1), { replace: true })
  expect(await routes()).toEqual([[1, '127.0.0.1']])
  await connection.acknowledge(route(1), { create: true, append: true })
  expect(await routes()).toEqual([
    [1, '127.0.0.1'],
    [1, undefined]
  ])
  const echoed = await connection.request(route(2), { create: true, echo: true })
  expect(echoed.length).toBe(1)
  expect(await connection.request(route(3), { create: true })).toEqual([])
})

const entries = async (): Promise<unknown[]> =>
  (await bridgeJson('fdb', 'show', 'br', 'bulk0')).map(({ mac }) => mac)

it('deletes in bulk', async () => {
  await ip('link', 'add', 'bulk0', 'type', 'bridge')
  await ip('link', 'add', 'port0', 'master', 'bulk0', 'type', 'veth', 'peer', 'name', 'port1')
  await bridge('fdb', 'add', '02:00:00:00:00:99', 'dev', 'port0', 'master', 'static')
  const ifindex = Number((await ipJson('link', 'show', 'bulk0'))[0]?.['ifindex'])
  expect(await entries()).toContain('02:00:00:00:00:99')
  using connection = Connection.open({ protocol: NETLINK_ROUTE })
  // RTM_DELNEIGH of a forwarding database: struct ndmsg with AF_BRIDGE, the bridge, NTF_SELF, no address.
  const flush: RequestSpec<Uint8Array> = {
    type: 29,
    name: 'RTM_DELNEIGH',
    body: rawCodec,
    value: Uint8Array.of(7, 0, 0, 0, ...new Uint8Array(Int32Array.of(ifindex).buffer), 0, 0, 2, 0)
  }
  // Without the flag an address is missing; with it all entries are meant.
  await expect(connection.acknowledge(flush)).rejects.toMatchObject({ code: 'EINVAL' })
  await connection.acknowledge(flush, { bulk: true })
  expect(await entries()).not.toContain('02:00:00:00:00:99')
})

it('leaves out the kernel`s words where extended acks are off', async () => {
  const wrong = { ...route(1), value: Uint8Array.of(2, 99, 0, 0, 254, 3, 253, 1, 0, 0, 0, 0) }
  using told = Connection.open({ protocol: NETLINK_ROUTE })
  const error = await told.acknowledge(wrong, { create: true }).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'EINVAL', extack: { message: expect.stringMatching(/./) as string } })
  using untold = Connection.open({ protocol: NETLINK_ROUTE, extendedAck: false })
  const silent = await untold.acknowledge(wrong, { create: true }).catch((caught: unknown) => caught)
  expect(silent).toMatchObject({ code: 'EINVAL' })
  expect(silent).not.toHaveProperty('extack')
})

it('has a word for each name', () => {
  const words = {
    echo: NLM_F_ECHO,
    create: NLM_F_CREATE,
    excl: NLM_F_EXCL,
    replace: NLM_F_REPLACE,
    append: NLM_F_APPEND,
    bulk: NLM_F_BULK
  }
  for (const [name, word] of Object.entries(words)) {
    expect(requestFlags({ [name]: true })).toBe(word)
    expect(requestFlags({ [name]: false })).toBe(0)
    expect(() => requestFlags({ [name]: 1 as never })).toThrow(new RegExp(`^${name}: `))
  }
  expect(requestFlags({ create: true, excl: true })).toBe(0x600)
  expect(() => requestFlags({ create: true, bulk: true })).toThrow(/^bulk: /)
})
