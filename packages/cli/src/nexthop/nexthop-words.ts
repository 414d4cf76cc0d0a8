import { RTNH_F_ONLINK, type NexthopChange, type NexthopFilter } from '@nlkit/rtnl'
import { addressOf } from '../shared/addresses.ts'
import { readEncap } from '../shared/encap-words.ts'
import { UsageError } from '../shared/errors.ts'
import { protocolOf } from '../shared/routing-names.ts'
import { readWords, Words } from '../shared/words.ts'

/** Reads the words behind `list` and `flush`. */
export function readFilter(
  words: Words,
  family: 'inet' | 'inet6' | undefined
): { filter: NexthopFilter; id: number | undefined } {
  const filter: { -readonly [K in keyof NexthopFilter]: NexthopFilter[K] } =
    family === undefined ? {} : { family }
  let id: number | undefined
  readWords(words, {
    id: () => (id = words.number('id', { min: 1 })),
    dev: () => (filter.dev = words.take('dev')),
    vrf: () => (filter.master = words.take('vrf')),
    master: () => (filter.master = words.take('master')),
    groups: () => (filter.groups = true),
    fdb: () => (filter.fdb = true),
    proto: () => (filter.protocol = protocolOf(words)),
    protocol: () => (filter.protocol = protocolOf(words))
  })
  return { filter, id }
}

/** Reads `id N`. @throws UsageError */
export function readId(words: Words): number {
  let id: number | undefined
  readWords(words, { id: () => (id = words.number('id', { min: 1 })) })
  if (id === undefined) throw new UsageError("nexthop: 'id' and a number are missing")
  return id
}

/** Reads the words of a next hop. @throws UsageError */
export function readNexthop(words: Words, family: 'inet' | 'inet6' | undefined): NexthopChange {
  const nexthop: Record<string, unknown> = family === undefined ? {} : { family }
  const resilient: Record<string, number> = {}
  const timer = (what: string): number => words.number(what, { max: 42_949_672 }) * 100
  readWords(words, {
    id: () => (nexthop['id'] = words.number('id', { min: 1 })),
    via: () => (nexthop['gateway'] = addressOf(words, 'via').address),
    dev: () => (nexthop['dev'] = words.take('dev')),
    onlink: () => (nexthop['flags'] = RTNH_F_ONLINK),
    blackhole: () => (nexthop['blackhole'] = true),
    fdb: () => (nexthop['fdb'] = true),
    group: () => (nexthop['group'] = groupOf(words)),
    type: () => (nexthop['groupType'] = words.choice('type', { mpath: 'mpath', resilient: 'resilient' })),
    buckets: () => (resilient['buckets'] = words.number('buckets', { min: 1, max: 0xffff })),
    idle_timer: () => (resilient['idleTimer'] = timer('idle_timer')),
    unbalanced_timer: () => (resilient['unbalancedTimer'] = timer('unbalanced_timer')),
    encap: () => Object.assign(nexthop, readEncap(words)),
    proto: () => (nexthop['protocol'] = protocolOf(words)),
    protocol: () => (nexthop['protocol'] = protocolOf(words))
  })
  if (Object.keys(resilient).length > 0) nexthop['resGroup'] = resilient
  return nexthop
}

/** `1/2,3`: ids, each with its weight where that is not 1. */
function groupOf(words: Words): { id: number; weight: number }[] {
  return words
    .take('group')
    .split('/')
    .map((member) => {
      const [id = '', weight = '1', ...more] = member.split(',')
      if (more.length > 0) throw new UsageError(`group: expected ID or ID,WEIGHT, got '${member}'`)
      return {
        id: new Words([id]).number('group', { min: 1 }),
        // One less on the wire.
        weight: new Words([weight]).number('group', { min: 1, max: 256 }) - 1
      }
    })
}
