/** Links made by one side and read by both: what ip(8) makes, what this library makes of the same settings, and random ones. */
import * as fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ip, ipBatch, ipJson, run, type Json } from '../../../../../test/support/kernel.ts'
import { interfacesOf, linkToIproute2 } from '../../iproute2/index.ts'
import { Rtnl } from '../../rtnl.ts'
import type { LinkinfoInput } from '../linkinfo.codec.ts'
import { random } from './random.fixture.ts'
import { scenarios, type Below } from './scenarios.fixture.ts'

const SEED = 20_261_127

const index = async (name: string): Promise<number> =>
  Number((await ipJson('link', 'show', name))[0]?.['ifindex'])

let below: Below
beforeAll(async () => {
  await ipBatch(['link add d0 type veth peer name d1'])
  below = { d0: await index('d0'), d1: await index('d1') }
})
afterEach(async () => {
  await run(['ip', 'link', 'del', 't0']).catch(() => undefined)
})

/** Values that are other ones for each link, or at each look. */
const OWN = new Set(['sci', 'seq_nr', 'bridge_id', 'root_id', 'gc_timer'])
const settings = (info: Json | undefined): unknown =>
  JSON.parse(JSON.stringify(info ?? null), (key, value: unknown) => (OWN.has(key) ? undefined : value))

async function theirs(): Promise<Json> {
  const [link] = await ipJson('-d', 'link', 'show', 'dev', 't0')
  return (link?.['linkinfo'] ?? {}) as Json
}

async function ours(): Promise<Json> {
  using rtnl = Rtnl.open()
  const links = await rtnl.links.list()
  const link = links.find(({ ifname }) => ifname === 't0')
  if (link === undefined) throw new Error('there is no t0')
  return linkToIproute2(link, interfacesOf(links))['linkinfo'] as Json
}

async function make(linkinfo: LinkinfoInput, isOnLink: boolean): Promise<void> {
  using rtnl = Rtnl.open()
  await rtnl.links.add({ ifname: 't0', linkinfo, ...(isOnLink ? { link: 'd0' } : {}) })
}

const makeByTool = (words: string, isOnLink: boolean): Promise<string> =>
  ip('link', 'add', ...(isOnLink ? ['link', 'd0'] : []), 'name', 't0', ...words.trim().split(' '))

describe.each(scenarios)('$title', ({ words, isOnLink = false, linkinfo }) => {
  it('is read as the tool reads it, and made as the tool makes it', async (context) => {
    try {
      await makeByTool(words, isOnLink)
    } catch (error) {
      const said = String(error)
      if (!/Unknown device type|not supported/i.test(said)) throw error
      context.skip(`this kernel has none: ${words}`)
    }
    const made = await theirs()
    expect(await ours()).toEqual(made)
    await ip('link', 'del', 't0')
    await make(linkinfo(below), isOnLink)
    expect(settings(await theirs())).toEqual(settings(made))
    expect(settings(await ours())).toEqual(settings(made))
  })
})

describe.each(random)('random settings of $kind', ({ arbitrary, isOnLink, runs }) => {
  it('are read and made alike', async (context) => {
    for (const { words, linkinfo } of fc.sample(arbitrary, { seed: SEED, numRuns: runs })) {
      try {
        await makeByTool(words, isOnLink)
      } catch (error) {
        const said = String(error)
        if (!/Unknown device type|not supported/i.test(said)) throw error
        context.skip(`this kernel has none: ${words}`)
      }
      const made = await theirs()
      expect(settings(await ours()), `seed ${SEED}`).toEqual(settings(made))
      await ip('link', 'del', 't0')
      await make(linkinfo, isOnLink)
      expect(settings(await theirs()), `seed ${SEED}`).toEqual(settings(made))
      await ip('link', 'del', 't0')
    }
  })
})

it('programs’ links are told', async () => {
  await ip('tuntap', 'add', 'dev', 't0', 'mode', 'tap', 'user', '12345', 'group', '54321', 'multi_queue')
  const made = await theirs()
  const read = await ours()
  expect(made).toMatchObject({ info_kind: 'tun', info_data: { type: 'tap', multi_queue: true } })
  expect(
    JSON.parse(JSON.stringify(read), (_, value: unknown) =>
      typeof value === 'number' ? String(value) : value
    )
  ).toEqual(
    JSON.parse(JSON.stringify(made), (_, value: unknown) =>
      typeof value === 'number' ? String(value) : value
    )
  )
  expect(read).toMatchObject({ info_data: { user: 12345, group: 54321 } })
})

it('bits of the header of VXLAN that others may set are two words', async (context) => {
  using rtnl = Rtnl.open()
  const made = { flags: 0x10, vni: 0xff }
  await rtnl.links.add({ ifname: 't0', linkinfo: { kind: 'vxlan', data: { id: 7, reservedBits: made } } })
  const { linkinfo } = await rtnl.links.get('t0')
  const told = linkinfo?.kind === 'vxlan' ? linkinfo.data?.reservedBits : undefined
  if (told === undefined) context.skip('this kernel is older than 6.14')
  expect(told).toEqual(made)
  // The flag that says that there is a network identifier is not for others to set (vxlan_nl2conf()).
  await expect(
    rtnl.links.add({
      ifname: 't1',
      linkinfo: { kind: 'vxlan', data: { id: 8, reservedBits: { flags: 0x08000000 } } }
    })
  ).rejects.toMatchObject({ code: 'EINVAL' })
})
