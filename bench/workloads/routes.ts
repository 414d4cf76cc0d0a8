/** Dumps of routes: all fields of each decoded and looked at, against a receive loop that looks at headers only. */
import { RTM_GETROUTE } from '@nlkit/rtnl'
import { Child } from '../child.ts'
import { floor } from '../floor.ts'
import { others } from '../others/others.ts'
import { inRounds, type Contestant, type Outcome } from '../rounds.ts'
import type { Scale, Workload } from '../workload.ts'

const ours = new URL('../ours.ts', import.meta.url)
const addon = new URL('../addon.ts', import.meta.url)
const FLOOR = 'C: receive loop, no parsing'

const FAMILIES = { inet: { number: 2, digit: '4' }, inet6: { number: 10, digit: '6' } } as const
type Family = keyof typeof FAMILIES

function receiveLoop(family: Family): Contestant {
  return () => {
    const { nanoseconds = Number.NaN, messages = 0 } = floor('dump', FAMILIES[family].number, RTM_GETROUTE, 1)
    return nanoseconds / messages
  }
}

function ofMillion(
  name: string,
  title: string,
  target: string,
  ask: string,
  family: Family = 'inet'
): Workload {
  const contestant = `nlkit: ${title}`
  return {
    name,
    title: `1,000,000 ${family === 'inet' ? 'IPv4' : 'IPv6'} routes, ${title}`,
    target,
    ours: contestant,
    async run(scale) {
      const count = scale.count(1_000_000)
      floor('fill', count, FAMILIES[family].digit)
      using child = new Child(ours)
      using bare = new Child(addon)
      return await inRounds(
        { rounds: Math.ceil(scale.rounds / 2), warmUp: 1 },
        {
          [FLOOR]: receiveLoop(family),
          ...(name === 'routes'
            ? { 'the addon alone: pump(), take()': async () => (await bare.ask('dump')) / count }
            : {}),
          [contestant]: async () => (await child.ask(ask, family, count)) / count
        }
      )
    }
  }
}

async function cold(scale: Scale): Promise<Outcome[]> {
  const count = scale.count(100_000)
  floor('fill', count, 4)
  return await inRounds(
    { rounds: scale.rounds },
    {
      [FLOOR]: receiveLoop('inet'),
      [COLD]: async () => {
        using child = new Child(ours)
        return (await child.ask('cold', 'routes', count)) / count
      },
      ...others.routes(count)
    }
  )
}

const COLD = 'nlkit: the first dump of a process, batches'

export const routes: readonly Workload[] = [
  ofMillion('routes', 'for await (const batch of dump().batches())', '1.08', 'routeBatches'),
  ofMillion('routes-items', 'for await (const route of dump())', '1.15', 'routeItems'),
  ofMillion('routes-list', 'await list()', '1.30', 'routeList'),
  { name: 'routes-cold', title: '100,000 IPv4 routes, cold process', target: '1.25', ours: COLD, run: cold },
  ofMillion('routes6', 'for await (const batch of dump().batches())', '1.15', 'routeBatches', 'inet6')
]
