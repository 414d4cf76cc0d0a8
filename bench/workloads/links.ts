/** Dumps of links with all their attributes, and one link asked for again and again. */
import { Rtnl, RTM_GETLINK } from '@nlkit/rtnl'
import { Child } from '../child.ts'
import { floor } from '../floor.ts'
import { others } from '../others/others.ts'
import { inRounds, type Outcome, WARM_UP } from '../rounds.ts'
import type { Scale, Workload } from '../workload.ts'

const ours = new URL('../ours.ts', import.meta.url)
const addon = new URL('../addon.ts', import.meta.url)
const DUMP = 'nlkit: for await (const batch of links.dump().batches())'
const GET = 'nlkit: await links.get(index)'
const DUMPS = 5

async function dumps(scale: Scale): Promise<Outcome[]> {
  using rtnl = Rtnl.open()
  const pairs = scale.count(4000) / 2
  await rtnl.batch((b) => {
    for (let i = 0; i < pairs; i++) {
      b.links.add({ ifname: `a${i}`, linkinfo: { kind: 'veth', data: { peer: { ifname: `b${i}` } } } })
    }
  })
  const count = pairs * 2
  using child = new Child(ours)
  return await inRounds(
    { rounds: scale.rounds, warmUp: WARM_UP },
    {
      'C: receive loop, no parsing': () => {
        const { nanoseconds = Number.NaN, messages = 0 } = floor('dump', 0, RTM_GETLINK, DUMPS)
        return nanoseconds / messages
      },
      [DUMP]: async () => (await child.ask('links', count, DUMPS)) / count / DUMPS,
      ...others.links(count)
    }
  )
}

async function requests(scale: Scale): Promise<Outcome[]> {
  const count = scale.count(20_000)
  using rtnl = Rtnl.open()
  await rtnl.links.add({ ifname: 'v0', linkinfo: { kind: 'veth', data: { peer: { ifname: 'v1' } } } })
  await rtnl.links.up('v0')
  await rtnl.links.up('v1')
  const { index } = await rtnl.links.get('v0')
  using child = new Child(ours)
  using bare = new Child(addon)
  return await inRounds(
    { rounds: scale.rounds, warmUp: 3 },
    {
      'C: sendto, recv, recv': () => (floor('requests', index, count)['nanoseconds'] ?? Number.NaN) / count,
      'the addon alone: exchange()': async () => (await bare.ask('requests', index, count)) / count,
      [GET]: async () => (await child.ask('requests', index, count)) / count,
      ...others.requests(index, count)
    }
  )
}

export const links: readonly Workload[] = [
  { name: 'links', title: '4,000 links with all attributes, warm', target: '1.10', ours: DUMP, run: dumps },
  {
    name: 'requests',
    title: 'a link by its index, awaited one after the other',
    target: '1.20',
    ours: GET,
    run: requests
  }
]
