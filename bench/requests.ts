/** Sequential awaited requests: a link by its index, all its attributes decoded, against the same request in C. */
import { Rtnl } from '@nlkit/rtnl'
import { floor } from './floor.ts'
import { inRounds, type Outcome } from './rounds.ts'

const COUNT = 20_000

export async function requests(rounds: number): Promise<Outcome[]> {
  using rtnl = Rtnl.open()
  await rtnl.links.add({
    ifname: 'bench0',
    linkinfo: { kind: 'veth', data: { peer: { ifname: 'bench1' } } }
  })
  await rtnl.links.up('bench0')
  await rtnl.links.up('bench1')
  const { index } = await rtnl.links.get('bench0')
  const outcomes = await inRounds(rounds, {
    'C: send, receive, no decoding': () =>
      (floor('requests', index, COUNT)['nanoseconds'] ?? Number.NaN) / COUNT,
    'await rtnl.links.get(index)': async () => {
      const start = process.hrtime.bigint()
      for (let i = 0; i < COUNT; i++) await rtnl.links.get(index)
      return Number(process.hrtime.bigint() - start) / COUNT
    }
  })
  await rtnl.links.delete('bench0')
  return outcomes
}
