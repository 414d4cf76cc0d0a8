import type { Command } from 'commander'
import {
  addressToIproute2,
  linkToIproute2,
  type Address,
  type AddressChange,
  type JsonObject
} from '@nlkit/rtnl'
import type { Context } from '../shared/netns.ts'
import { objectCommand, writeVerbs, type Verb, type VerbOptions } from '../shared/object-command.ts'
import { UsageError } from '../shared/errors.ts'
import { printList, removed } from '../shared/print.ts'
import type { Words } from '../shared/words.ts'
import { addressView } from './address-view.ts'
import { readAddress, readFilter, type AddressSelection } from './address-words.ts'

const ADDRESS =
  'ADDRESS[/LENGTH] dev NAME [peer ADDRESS] [brd ADDRESS|+|-] [label NAME] [scope NAME] [metric N] [valid_lft SECONDS|forever] [preferred_lft SECONDS|forever] [nodad] [noprefixroute] …'
const FILTER =
  '[dev] [NAME] [scope NAME] [label NAME] [to PREFIX] [up] [permanent|dynamic|tentative|deprecated]'

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
      const { filter, keep, up } = readFilter(words, family)
      if (keep !== undefined || up) throw new UsageError('flush: goes by dev, scope, label and family')
      await removed(await rtnl.addresses.flush(filter), 'addresses')
    }
  }
]

async function list(context: Context, words: Words, { format, family }: VerbOptions): Promise<void> {
  const selection = readFilter(words, family)
  const found = (await context.rtnl.addresses.list(selection.filter)).filter(
    (address) => selection.keep?.(address) ?? true
  )
  if (format === 'json' || format === 'ndjson') {
    const links = await withAddresses(context, found, selection)
    await printList([links], { noun: 'links', columns: [], row: () => [] }, format)
  } else {
    await printList([found], addressView(await context.interfaces()), format)
  }
}

/** As the tool prints them: under their links, of which those without an address are told, too, where nothing else is asked for. */
async function withAddresses(
  { rtnl, links, interfaces }: Context,
  addresses: readonly Address[],
  { filter, isOnly, up }: AddressSelection
): Promise<JsonObject[]> {
  const known = await interfaces()
  const shown = filter.dev === undefined ? await links() : [await rtnl.links.get(filter.dev)]
  return shown
    .filter(({ index }) => !up || known.isUp(index))
    .map((link) => {
      // What the tool tells of a link itself only (print_linkinfo()).
      const { linkmode: _mode, inet6_addr_gen_mode: _genMode, ...told } = linkToIproute2(link, known)
      return {
        ...told,
        addr_info: addresses.filter(({ index }) => index === link.index).map(addressToIproute2)
      }
    })
    .filter(({ addr_info: list }) => !isOnly || list.length > 0)
}

/** `nlkit addr`: as `ip address`. */
export const addrCommand = (): Command => objectCommand('addr', 'addresses of the interfaces', verbs)
