/** Random tunnels, bonds and the like, many at a time, made by either side and read by both. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ipBatch, ipJson, type Json } from '../../../../../test/support/kernel.ts'
import { interfacesOf, linkToIproute2 } from '../../iproute2/index.ts'
import { Rtnl } from '../../rtnl.ts'
import { randomMasters } from './random-masters.fixture.ts'
import { randomTunnels } from './random-tunnels.fixture.ts'

const SEED = 20_261_128
const RUNS = 12
const rtnl = Rtnl.open()
beforeAll(() => ipBatch(['link add d0 type veth peer name d1']))
afterAll(() => rtnl.close())

const LINK = /^t\d+$/
const names = Array.from({ length: RUNS }, (_, at) => `t${at}`)

/** Values that are other ones for each link, or at each look. */
const OWN = new Set(['sci', 'seq_nr', 'bridge_id', 'root_id', 'gc_timer', 'hello_timer', 'tcn_timer'])
const settings = (rows: readonly Json[]): Json =>
  JSON.parse(
    JSON.stringify(
      Object.fromEntries(
        rows.flatMap(({ ifname, linkinfo }) =>
          LINK.test(String(ifname)) ? [[String(ifname), linkinfo]] : []
        )
      )
    ),
    (key, value: unknown) => (OWN.has(key) ? undefined : value)
  ) as Json

const theirs = async (): Promise<Json> => settings(await ipJson('-d', 'link', 'show'))
const ours = async (): Promise<Json> => {
  const links = await rtnl.links.list()
  const interfaces = interfacesOf(links)
  return settings(links.map((one) => linkToIproute2(one, interfaces)) as readonly Json[])
}
const remove = (): Promise<unknown> =>
  rtnl.batch((b) => {
    for (const name of names) b.links.delete(name)
  })

describe.each([...randomTunnels, ...randomMasters])('random settings of $kind', ({ arbitrary, isOnLink }) => {
  it('are read and made alike', async (context) => {
    const wanted = fc.sample(arbitrary, { seed: SEED, numRuns: RUNS })
    const lines = wanted.map(
      ({ words }, at) => `link add ${isOnLink ? 'link d0 ' : ''}name ${names[at]} ${words}`
    )
    try {
      await ipBatch(lines.slice(0, 1)).catch((error: unknown) => {
        const said = String(error)
        if (!/Unknown device type|not supported/i.test(said)) throw error
        context.skip(`this kernel has none: ${wanted[0]?.words.split(' ')[1]}`)
      })
      await ipBatch(lines.slice(1))
      const made = await theirs()
      expect(Object.keys(made)).toHaveLength(RUNS)
      expect(await ours(), `seed ${SEED}`).toEqual(made)
      await remove()
      const results = await rtnl.batch((b) => {
        for (const [at, { linkinfo }] of wanted.entries())
          b.links.add({ ifname: names[at] ?? '', linkinfo, ...(isOnLink ? { link: 'd0' } : {}) })
      })
      expect(results.filter(({ status }) => status !== 'done')).toEqual([])
      const again = await theirs()
      for (const [at, { words }] of wanted.entries())
        expect(again[`t${at}`], `seed ${SEED}: ${words}`).toEqual(made[`t${at}`])
      expect(await ours()).toEqual(again)
    } finally {
      await remove()
    }
  })
})
