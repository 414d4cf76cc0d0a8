import type { Command } from 'commander'
import {
  addressToIproute2,
  type Address,
  type AddressChange,
  type Interfaces,
  type JsonObject,
  type Link
} from '@nlkit/rtnl'
import type { Context } from '../shared/netns.ts'
import { objectCommand, writeVerbs, type Verb, type VerbOptions } from '../shared/object-command.ts'
import { UsageError } from '../shared/errors.ts'
import { printList, removed } from '../shared/print.ts'
import { only, without } from '../shared/without.ts'
import type { Words } from '../shared/words.ts'
import { linkJson } from '../link/link-view.ts'
import { addressView } from './address-view.ts'
import { readAddress, readFilter, type AddressSelection } from './address-words.ts'

const ADDRESS =
  'ADDRESS[/LENGTH] dev NAME [peer ADDRESS] [brd ADDRESS|+|-] [label NAME] [scope NAME] [metric N] [valid_lft SECONDS|forever] [preferred_lft SECONDS|forever] [nodad] [noprefixroute] …'
const FILTER =
  '[dev] [NAME] [scope NAME] [label NAME] [to PREFIX] [up|down] [type KIND] [master NAME] [group N] [permanent|dynamic|tentative|deprecated]'

const write = writeVerbs({
  words: ADDRESS,
  read: readAddress,
  write: (rtnl, verb: 'add' | 'replace' | 'change' | 'delete', address: AddressChange) =>
    rtnl.addresses[verb](address)
})

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls'],
    words: FILTER,
    description: 'addresses of the interfaces',
    run: list
  },
  write(['add'], 'give an interface an address'),
  write(['replace'], 'give an interface an address, or change lifetimes and flags of one that it has'),
  write(['change', 'chg'], 'change lifetimes and flags of an address'),
  write(['delete', 'del'], 'take an address away'),
  {
    names: ['flush'],
    words: '[dev] [NAME] [scope NAME] [label NAME]',
    description: 'take away the addresses that a filter names; says how many',
    async run({ rtnl }, words, { family }) {
      const { filter, beyond } = readFilter(words, family)
      if (beyond !== undefined)
        throw new UsageError(`flush: '${beyond}': goes by dev, scope, label and family`)
      await removed(await rtnl.addresses.flush(filter), 'addresses')
    }
  }
]

async function list(context: Context, words: Words, { format, family, stats }: VerbOptions): Promise<void> {
  const selection = readFilter(words, family)
  const { links: ofLinks, filter } = selection
  const { scope: _scope, label: _label, ...ofFamily } = filter
  const shown =
    ofLinks.device === undefined ? await context.links() : [await context.rtnl.links.get(ofLinks.device)]
  const master =
    ofLinks.master === undefined ? undefined : (await context.rtnl.links.get(ofLinks.master)).index
  const kept = shown.filter((link) => (master === undefined || link.master === master) && ofLinks.keep(link))
  const indexes = new Set(kept.map(({ index }) => index))
  const all = (await context.rtnl.addresses.list(ofFamily)).filter(({ index }) => indexes.has(index))
  const found = all.filter((address) => selection.keep?.(address) ?? true)
  if (format === 'json' || format === 'ndjson') {
    const links = addressesOf(kept, { all, found }, selection, await context.interfaces(), stats)
    await printList([links], { noun: 'links', columns: [], row: () => [] }, format)
  } else {
    await printList([found], addressView(await context.interfaces()), format)
  }
}

/** What the tool knows of a link where it asks the kernel for all of IPv6: the dump is of that family then, too. */
const OF_IPV6: ReadonlySet<string> = new Set([
  'ifindex',
  'link',
  'ifname',
  'flags',
  'mtu',
  'operstate',
  'txqlen',
  'link_type',
  'address',
  'stats64'
])
/** What it tells of a link where links are listed only (print_linkinfo()). */
const OF_LINKS: ReadonlySet<string> = new Set(['linkmode', 'inet6_addr_gen_mode'])

/**
 * As the tool prints them: under their links. Those that have none at all are told, too, unless a family or a prefix was
 * asked for; those of which none passed are not.
 */
function addressesOf(
  links: readonly Link[],
  { all, found }: { all: readonly Address[]; found: readonly Address[] },
  { filter, links: { device }, isWithin }: AddressSelection,
  interfaces: Interfaces,
  stats: boolean
): JsonObject[] {
  const isOfIpv6 = filter.family === 'inet6' && device === undefined
  return links.flatMap((link) => {
    const own = found.filter(({ index }) => index === link.index)
    const hasOthers = all.some(({ index }) => index === link.index)
    if (own.length === 0 && (filter.family !== undefined || isWithin || hasOthers)) return []
    const json = without(linkJson(link, interfaces, stats), OF_LINKS)
    const told = isOfIpv6 ? only(json, OF_IPV6) : json
    return [{ ...told, addr_info: own.map(addressToIproute2) }]
  })
}

/** `nlkit addr`: as `ip address`. */
export const addrCommand = (): Command => objectCommand('addr', 'addresses of the interfaces', verbs)
