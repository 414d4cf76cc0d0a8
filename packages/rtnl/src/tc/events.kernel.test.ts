import { Connection, NETLINK_ROUTE } from '@nlkit/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostRoot, ipBatch, requires, tc } from '../../../../test/support/kernel.ts'
import { decoderOf } from '../events.ts'
import { groups } from '../groups.ts'
import { Actions } from './actions.ts'
import { Chains } from './chains.ts'
import { Classes } from './classes.ts'
import { tcEvents } from './events.ts'
import { Filters } from './filters.ts'
import { Qdiscs } from './qdiscs.ts'

const connection = Connection.open({ protocol: NETLINK_ROUTE })
afterAll(() => connection.close())
beforeAll(() => ipBatch(['link add e0 type veth peer name e1', 'link set e0 up']))

const rate = { bytesPerSecond: 125_000 }
const sel = { flags: 1, keys: [{ val: 0, mask: 0, off: 0 }] }

describe('the group tc', () => {
  it(
    'tells of qdiscs, classes, filters, chains and actions that come and go',
    requires(hostRoot, async () => {
      const events = connection.subscribe({ groups: [groups.tc], decode: decoderOf(tcEvents) })
      const seen: string[] = []
      const telling = (async () => {
        for await (const event of events) {
          switch (event.type) {
            case 'newqdisc':
            case 'delqdisc':
              seen.push(`${event.type} ${event.qdisc.kind} ${event.qdisc.handle}`)
              break
            case 'newtclass':
            case 'deltclass':
              seen.push(`${event.type} ${event.tclass.kind} ${event.tclass.handle}`)
              break
            case 'newtfilter':
            case 'deltfilter':
              seen.push(
                `${event.type} ${event.tfilter.kind} ${event.tfilter.info.prio} ${event.tfilter.handle.toString(16)}`
              )
              break
            case 'newchain':
            case 'delchain':
              seen.push(`${event.type} ${event.chain.chain}`)
              break
            case 'newaction':
            case 'delaction':
              seen.push(`${event.type} ${event.actions.tab?.map(({ kind }) => kind).join(' ')}`)
              break
            default:
              seen.push(event.type)
          }
          if (seen.at(-1) === 'delqdisc htb 1:') break
        }
      })()

      const qdiscs = new Qdiscs(connection)
      const classes = new Classes(connection)
      const filters = new Filters(connection)
      const chains = new Chains(connection)
      const actions = new Actions(connection)
      await qdiscs.add({ dev: 'e0', handle: '1:', kind: 'htb' })
      await classes.add({ dev: 'e0', parent: '1:', handle: '1:1', kind: 'htb', options: { rate } })
      await filters.add({ dev: 'e0', parent: '1:', prio: 5, kind: 'u32', options: { sel, classid: '1:1' } })
      await qdiscs.add({ dev: 'e0', kind: 'clsact' })
      await chains.add({ dev: 'e0', parent: 'ingress', chain: 9 })
      await chains.delete({ dev: 'e0', parent: 'ingress', chain: 9 })
      await actions.add({ kind: 'mirred', options: { dev: 'e1', index: 3 } })
      await actions.delete({ kind: 'mirred', index: 3 })
      await filters.delete({ dev: 'e0', parent: '1:', prio: 5, kind: 'u32', handle: '800::800' })
      await classes.delete({ dev: 'e0', handle: '1:1' })
      await qdiscs.delete({ dev: 'e0', parent: 'ingress' })
      await tc('qdisc', 'del', 'dev', 'e0', 'root')
      await telling

      expect(seen).toEqual([
        'delqdisc noqueue none',
        'newqdisc htb 1:',
        'newtclass htb 1:1',
        'newchain 0',
        'newtfilter u32 5 80000800',
        'newqdisc clsact ffff:',
        'newchain 9',
        'delchain 9',
        'newaction mirred',
        'delaction mirred',
        'deltfilter u32 5 80000800',
        'delchain 0',
        'deltclass htb 1:1',
        'delqdisc clsact ffff:',
        'delqdisc htb 1:'
      ])
    })
  )
})
