import type { Command } from 'commander'
import {
  mdbToIproute2,
  type Interfaces,
  type Json,
  type JsonObject,
  type Mdb,
  type MdbChange,
  type MdbFlush
} from '@nlkit/rtnl'
import { objectCommand, writeVerbs, type Verb, type VerbOptions } from '../shared/object-command.ts'
import { printList, removed, type View } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import { readEntry, readFilter, readFlush, readLookup } from './mdb-words.ts'

const ENTRY =
  'dev NAME port NAME grp GROUP [src ADDRESS] [vid VID] [permanent|temp] [filter_mode include|exclude] [source_list A,B] [proto NAME] [dst ADDRESS] [dst_port N] [vni N] [src_vni N] [via NAME]'

const write = writeVerbs({
  words: ENTRY,
  read: readEntry,
  write: (rtnl, verb: 'add' | 'replace' | 'delete', entry: MdbChange) => rtnl.mdb[verb](entry)
})

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls', 'lst'],
    words: '[dev NAME] [vid VID]',
    description: 'which ports of bridges want which groups; --stats: for how long',
    async run({ rtnl, interfaces }, words, options) {
      const { dev, vid } = readFilter(words)
      const databases = await rtnl.mdb.list(dev === undefined ? {} : { dev })
      const shown = vid === undefined ? databases : databases.map((database) => ofVlan(database, vid))
      await print(shown, await interfaces(), options)
    }
  },
  {
    names: ['get'],
    words: 'dev NAME grp GROUP [src ADDRESS] [vid VID] [src_vni N]',
    description: 'the entries of a group (Linux 6.7)',
    async run({ rtnl, interfaces }, words, options) {
      await print([await rtnl.mdb.get(readLookup(words))], await interfaces(), options)
    }
  },
  write(['add'], 'add an entry'),
  write(['replace'], 'add an entry, or replace its sources, state and protocol'),
  write(['delete', 'del'], 'delete an entry'),
  {
    names: ['flush'],
    words:
      'dev NAME [port NAME] [vid VID] [[no]permanent] [proto NAME] [dst ADDRESS] [dst_port N] [vni N] [src_vni N]',
    object: true,
    description: 'delete the entries that are named so (Linux 6.8); says how many',
    async run({ rtnl }, words, { object }) {
      const filter = (object as MdbFlush | undefined) ?? readFlush(words)
      await removed(await rtnl.mdb.flush(filter), 'entries')
    }
  }
]

function ofVlan({ mdb, ...rest }: Mdb, vid: number): Mdb {
  const groups = (mdb?.entry ?? []).map(({ info }) => ({
    info: (info ?? []).filter((one) => one.vid === vid)
  }))
  return { ...rest, mdb: { entry: groups.filter(({ info }) => info.length > 0) } }
}

interface Shown {
  readonly mdb: readonly JsonObject[]
  readonly router: JsonObject
}

/** The tool prints all databases as one object; a line or a row is one entry. */
async function print(
  databases: readonly Mdb[],
  interfaces: Interfaces,
  { format, stats }: VerbOptions
): Promise<void> {
  const plain = { noun: 'databases', columns: [], row: () => [] }
  if (format.startsWith('raw')) return printList([databases], plain, format)
  const { mdb, router } = mdbToIproute2(databases, interfaces) as unknown as Shown
  const entries = stats ? mdb : mdb.map(timeless)
  if (format === 'json') {
    const routers = stats ? router : Object.fromEntries(Object.entries(router).map(onlyPorts))
    return printList([[{ mdb: entries, router: routers }]], plain, format)
  }
  await printList([entries], view(stats), format)
}

/** What the tool tells of time it tells with statistics only. */
function timeless(entry: JsonObject): JsonObject {
  const { source_list: sources, ...rest } = without(entry)
  if (!Array.isArray(sources)) return rest
  return { ...rest, source_list: (sources as JsonObject[]).map(without) }
}

const without = (entry: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'timer'))

function onlyPorts([bridge, ports]: [string, unknown]): [string, JsonObject[]] {
  return [bridge, (ports as JsonObject[]).map(({ port }) => ({ port: port ?? '' }))]
}

const text = (value: Json | undefined): string =>
  visible(Array.isArray(value) ? value.map(plainText).join(' ') : plainText(value))
const plainText = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

function view(stats: boolean): View<JsonObject> {
  return {
    noun: 'entries',
    columns: [
      { head: 'bridge', meaning: 'name' },
      { head: 'port', meaning: 'name' },
      { head: 'group', meaning: 'address' },
      { head: 'source', meaning: 'address' },
      { head: 'vlan' },
      { head: 'state' },
      { head: 'sources' },
      { head: 'protocol' },
      { head: 'flags', meaning: 'faint' },
      ...(stats ? [{ head: 'timer' }] : [])
    ],
    row: (entry) => [
      text(entry['dev']),
      text(entry['port']),
      text(entry['grp']),
      text(entry['src']),
      text(entry['vid']),
      text(entry['state']),
      sourcesText(entry),
      text(entry['protocol']),
      text(entry['flags']),
      ...(stats ? [text(entry['timer']).trim()] : [])
    ],
    json: (entry) => entry
  }
}

function sourcesText({ filter_mode: mode, source_list: sources }: JsonObject): string {
  if (!Array.isArray(sources) || sources.length === 0) return ''
  return [text(mode), ...(sources as JsonObject[]).map(({ address }) => text(address))].join(' ')
}

/** `nlkit mdb`: as `bridge mdb`. */
export const mdbCommand = (): Command =>
  objectCommand('mdb', 'multicast databases of bridges and VXLAN devices', verbs)
