/** Dumps of many routes, all fields decoded, against a receive loop in C that looks at headers only. */
import { Rtnl, RTM_GETROUTE } from '@nlkit/rtnl'
import { floor } from './floor.ts'
import { inRounds, type Outcome } from './rounds.ts'

const AF_INET = 2

export async function dumps(rounds: number, count: number): Promise<Outcome[]> {
  using rtnl = Rtnl.open()
  await rtnl.links.up('lo')
  await rtnl.batch((b) => {
    for (let i = 0; i < count; i++) {
      b.routes.replace({ dst: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}/32`, oif: 1, scope: 'link' })
    }
  })
  const timed = async (work: () => Promise<number>): Promise<number> => {
    const start = process.hrtime.bigint()
    const seen = await work()
    if (seen < count) throw new Error(`${seen} routes of ${count}`)
    return Number(process.hrtime.bigint() - start) / seen
  }
  return await inRounds(rounds, {
    'C: receive loop, no decoding': () => {
      const { nanoseconds = Number.NaN, messages = 0 } = floor('dump', AF_INET, RTM_GETROUTE, 1)
      return nanoseconds / messages
    },
    'for await (const batch of routes.dump().batches())': () =>
      timed(async () => {
        let seen = 0
        for await (const batch of rtnl.routes.dump({ family: 'inet' }).batches()) seen += batch.length
        return seen
      }),
    'for await (const route of routes.dump())': () =>
      timed(async () => {
        let seen = 0
        for await (const route of rtnl.routes.dump({ family: 'inet' }))
          seen += route.family === 'inet' ? 1 : 0
        return seen
      }),
    'await routes.list()': () => timed(async () => (await rtnl.routes.list({ family: 'inet' })).length)
  })
}
