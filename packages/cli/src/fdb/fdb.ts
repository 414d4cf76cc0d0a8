import type { Command } from 'commander'
import { fdbToIproute2, type FdbChange, type FdbEntry, type FdbFlush, type Interfaces } from '@nlkit/rtnl'
import { objectCommand, writeVerbs, type Verb } from '../shared/object-command.ts'
import { kept, printList, removed, type View } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import { readEntry, readFilter, readFlush, readLookup } from './fdb-words.ts'

const ENTRY =
  'ADDRESS dev NAME [self|master] [local|static|dynamic] [vlan VID] [dst ADDRESS] [port N] [vni N] [src_vni N] [via NAME] [nhid N] [use] [router] [extern_learn] [sticky]'

const write = writeVerbs({
  words: ENTRY,
  read: readEntry,
  write: (rtnl, verb: 'add' | 'replace' | 'append' | 'delete', entry: FdbChange) => rtnl.fdb[verb](entry)
})

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls', 'lst'],
    words: '[br NAME] [dev|brport NAME] [vlan VID] [state STATE] [dynamic]',
    description: 'entries of bridges, VXLAN devices and others; --stats: how old they are',
    async run({ rtnl, interfaces }, words, { format, stats }) {
      const { filter, keep } = readFilter(words)
      const batches = kept(rtnl.fdb.dump(filter).batches(), keep)
      // Where an interface was named the tool does not print it.
      await printList(batches, view(await interfaces(), stats, filter.dev !== undefined), format)
    }
  },
  {
    names: ['get'],
    words: '[to] ADDRESS dev|brport NAME|br NAME [vlan VID] [vni N] [self|master]',
    description: 'one entry',
    async run({ rtnl, interfaces }, words, { format, stats }) {
      const entry = await rtnl.fdb.get(readLookup(words))
      await printList([[entry]], view(await interfaces(), stats), format)
    }
  },
  write(['add'], 'add an entry'),
  write(['replace'], 'add an entry, or replace it'),
  write(['append'], "add one more end to a VXLAN device's entry"),
  write(['delete', 'del'], 'delete an entry'),
  {
    names: ['flush'],
    words:
      'dev NAME [brport NAME] [vlan VID] [self|master] [[no]permanent|[no]static|[no]dynamic] [[no]added_by_user] [[no]extern_learn] [[no]sticky] [[no]offloaded]',
    object: true,
    description: 'delete the entries that are named so; says how many',
    async run({ rtnl }, words, { object }) {
      const filter = (object as FdbFlush | undefined) ?? readFlush(words)
      await removed(await rtnl.fdb.flush(filter), 'entries')
    }
  }
]

/** How entries are shown. The tool's ages come with statistics only. */
function view(interfaces: Interfaces, stats: boolean, isOfOne = false): View<FdbEntry> {
  return {
    noun: 'entries',
    columns: [
      { head: 'address', meaning: 'address' },
      { head: 'interface', meaning: 'name' },
      { head: 'master', meaning: 'name' },
      { head: 'vlan' },
      { head: 'state' },
      { head: 'destination' },
      { head: 'flags', meaning: 'faint' },
      ...(stats ? [{ head: 'used' }, { head: 'updated' }] : [])
    ],
    row: (entry) => {
      const { state, flags, used, updated } = fdbToIproute2(entry, interfaces)
      return [
        entry.lladdr ?? '',
        visible(interfaces.nameOf(entry.ifindex)),
        entry.master === undefined ? '' : visible(interfaces.nameOf(entry.master)),
        String(entry.vlan ?? ''),
        state === '' ? 'learned' : (state as string),
        destination(entry, interfaces),
        (flags as string[]).join(' '),
        ...(stats ? [seconds(used), seconds(updated)] : [])
      ]
    },
    json: (entry) => {
      const { used, updated, ...whole } = fdbToIproute2(entry, interfaces)
      const { ifname: _, ...others } = whole
      const rest = isOfOne ? others : whole
      return stats && used !== undefined && updated !== undefined ? { ...rest, used, updated } : rest
    }
  }
}

const seconds = (value: unknown): string => (typeof value === 'number' ? `${value} s` : '')

/** The other end of a VXLAN. */
function destination(entry: FdbEntry, interfaces: Interfaces): string {
  const { dst, port, vni, srcVni, viaIfindex, nhId } = entry
  return [
    dst,
    port === undefined ? undefined : `port ${port}`,
    vni === undefined ? undefined : `vni ${vni}`,
    srcVni === undefined ? undefined : `src_vni ${srcVni}`,
    viaIfindex === undefined ? undefined : `via ${visible(interfaces.nameOf(viaIfindex))}`,
    nhId === undefined ? undefined : `nhid ${nhId}`
  ]
    .filter((text) => text !== undefined)
    .join(' ')
}

/** `nlkit fdb`: as `bridge fdb`. */
export const fdbCommand = (): Command =>
  objectCommand('fdb', 'forwarding databases of bridges and VXLAN devices', verbs)
