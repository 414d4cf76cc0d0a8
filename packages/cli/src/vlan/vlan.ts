import type { Command } from 'commander'
import type {
  BridgeVlan,
  BridgeVlanChange,
  BridgeVlanGlobalChange,
  BridgeVlanOptions,
  JsonObject
} from '@nlkit/rtnl'
import type { Context } from '../shared/netns.ts'
import { objectCommand, writeVerbs, type Verb, type VerbOptions } from '../shared/object-command.ts'
import { printList } from '../shared/print.ts'
import type { Words } from '../shared/words.ts'
import { globalJson, globalView, jsonView, tunnelJson, vlanJson, vlanView } from './vlan-view.ts'
import { readChange, readFilter, readGlobal, readOptions } from './vlan-words.ts'

const FILTER = '[dev NAME] [vid VID[-VID]]'
const GLOBAL =
  'vid VID[-VID] dev NAME [mcast_snooping N] [mcast_querier N] [mcast_igmp_version N] [mcast_mld_version N] [mcast_… N] [msti N]'

const change = writeVerbs({
  words: 'vid VID[-VID] dev NAME [pvid] [untagged] [self|master] [tunnel_info id N[-N]]',
  read: readChange,
  write: (rtnl, verb: 'add' | 'delete', vlan: BridgeVlanChange) => rtnl.bridgeVlans[verb](vlan)
})

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls', 'lst'],
    words: FILTER,
    description: 'VLANs of bridges and their ports; --stats: what they carried',
    async run(context, words, options) {
      const shown = await read(context, words, options.stats)
      await print(context, shown, vlanJson, options)
    }
  },
  {
    names: ['tunnels', 'tunnelshow'],
    words: FILTER,
    description: 'VLANs of ports that become tunnels',
    async run(context, words, options) {
      const shown = await read(context, words, false)
      const tunnels = shown
        .map((one) => ({
          ...one,
          entry: one.entry?.filter(({ tunnelInfo }) => tunnelInfo !== undefined) ?? []
        }))
        .filter(({ entry }) => entry.length > 0)
      await print(context, tunnels, tunnelJson, options)
    }
  },
  change(['add'], 'add VLANs to a port, or to a bridge by self'),
  change(['delete', 'del'], 'delete VLANs, or with tunnel_info only their tunnels'),
  {
    names: ['set'],
    words:
      'vid VID[-VID] dev NAME [state STATE] [mcast_router N] [mcast_max_groups N] [neigh_suppress on|off]',
    object: true,
    description: 'set options of VLANs that are there',
    async run({ rtnl }, words, { object }) {
      await rtnl.bridgeVlans.set((object as BridgeVlanOptions | undefined) ?? readOptions(words))
    }
  },
  {
    names: ['global'],
    words: `[list] ${FILTER} | set ${GLOBAL}`,
    object: true,
    description: "a bridge's options of VLANs: show, or with set change them",
    async run(context, words, options) {
      const { rtnl } = context
      if (options.object !== undefined)
        return rtnl.bridgeVlans.setGlobal(options.object as unknown as BridgeVlanGlobalChange)
      if (words.accept('set') !== undefined) return rtnl.bridgeVlans.setGlobal(readGlobal(words))
      words.accept('list', 'show', 'ls')
      await listGlobal(context, words, options)
    }
  }
]

async function read({ rtnl }: Context, words: Words, stats: boolean): Promise<BridgeVlan[]> {
  const { dev, has } = readFilter(words)
  const found = await rtnl.bridgeVlans.list(dev === undefined ? { stats } : { dev, stats })
  const shown = found.map((one) => ({
    ...one,
    entry: one.entry?.filter(({ info, range }) => has(info?.vid, range)) ?? []
  }))
  return shown.filter(({ entry }) => entry.length > 0)
}

async function print(
  { interfaces }: Context,
  shown: readonly BridgeVlan[],
  json: (known: Awaited<ReturnType<Context['interfaces']>>) => (one: BridgeVlan) => JsonObject,
  { format, stats }: VerbOptions
): Promise<void> {
  const known = await interfaces()
  if (format !== 'table') return printList([shown], jsonView(json(known)), format)
  const rows = shown.flatMap(({ ifindex, entry }) => (entry ?? []).map((one) => ({ ifindex, entry: one })))
  await printList([rows], vlanView(known, stats), format)
}

async function listGlobal(
  { rtnl, interfaces }: Context,
  words: Words,
  { format }: VerbOptions
): Promise<void> {
  const { dev, has } = readFilter(words)
  const found = await rtnl.bridgeVlans.listGlobal(dev === undefined ? {} : { dev })
  const shown = found
    .map((one) => ({
      ...one,
      globalOptions: one.globalOptions?.filter(({ id, range }) => has(id, range)) ?? []
    }))
    .filter(({ globalOptions }) => globalOptions.length > 0)
  const known = await interfaces()
  if (format !== 'table') return printList([shown], jsonView(globalJson(known)), format)
  const rows = shown.flatMap(({ ifindex, globalOptions }) =>
    globalOptions.map((entry) => ({ ifindex, entry }))
  )
  await printList([rows], globalView(known), format)
}

/** `nlkit vlan`: as `bridge vlan`. */
export const vlanCommand = (): Command => objectCommand('vlan', 'VLANs of bridges and their ports', verbs)
