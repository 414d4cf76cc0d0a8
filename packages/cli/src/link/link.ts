import type { Command } from 'commander'
import type { Link } from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import type { Context } from '../shared/netns.ts'
import { objectCommand, type Verb, type VerbOptions } from '../shared/object-command.ts'
import { printList, removed } from '../shared/print.ts'
import { Words } from '../shared/words.ts'
import { groupOf, readFlush, readSelection, type LinkFlush } from './filter-words.ts'
import { readChange, readNewLink } from './link-words.ts'
import { linkView } from './link-view.ts'
import { changeVf } from './vf-words.ts'

const NEW_LINK =
  '[mtu N] [address ADDRESS] [txqueuelen N] [master NAME|nomaster] [netns NAME|PID] [group N] [up|down]'
const LINK = `[alias TEXT] ${NEW_LINK}`
const FILTER = '[type KIND] [master NAME] [group N] [up|down]'

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls'],
    words: `[NAME] [nomaster] ${FILTER}`,
    description: 'links; --stats: what they sent and received',
    run: list
  },
  {
    names: ['get'],
    words: 'NAME',
    description: 'one link',
    async run({ rtnl, interfaces }, words, { format, stats }) {
      const device = deviceOf(words)
      words.end()
      await printList([[await rtnl.links.get(device)]], linkView(await interfaces(), stats), format)
    }
  },
  made(['add'], 'add a link'),
  made(['replace'], 'add a link, or change the one of its name'),
  {
    names: ['set', 'change'],
    words: `NAME|group N ${LINK} [name NEW] [promisc|multicast|allmulticast|arp on|off] [vf N WORDS] [type KIND|KIND_slave WORDS]`,
    object: true,
    description: 'change a link, or all of a group',
    run: change
  },
  {
    names: ['delete', 'del'],
    words: 'NAME|group N [type KIND]',
    description: 'delete a link, or all of a group',
    async run({ rtnl }, words) {
      if (words.accept('group') !== undefined) {
        const group = groupOf(words)
        words.end()
        await rtnl.links.flush({ group })
        return
      }
      const device = deviceOf(words)
      // The kind is no more than said: the kernel deletes what has the name.
      if (words.accept('type') !== undefined) words.take('type')
      words.end()
      await rtnl.links.delete(device)
    }
  },
  {
    names: ['flush'],
    words: FILTER,
    object: true,
    description: 'delete the links that are named so, and say how many',
    async run({ rtnl }, words, { object }) {
      await removed(await rtnl.links.flush((object as LinkFlush | undefined) ?? readFlush(words)), 'links')
    }
  },
  {
    names: ['property'],
    words: 'add|del NAME altname NAME...',
    description: 'give a link alternative names, or take them away',
    async run({ rtnl }, words) {
      const what = words.choice('property', { add: 'add', del: 'del', delete: 'del' })
      const device = deviceOf(words)
      const names: string[] = []
      while (words.left > 0) {
        if (words.accept('altname') === undefined && names.length === 0)
          throw new UsageError(`property: expected 'altname', got '${words.peek()}'`)
        names.push(words.take('altname'))
      }
      if (what === 'add') await rtnl.links.addAltNames(device, names)
      else await rtnl.links.deleteAltNames(device, names)
    }
  }
]

async function list(context: Context, words: Words, { format, stats }: VerbOptions): Promise<void> {
  const { rtnl, links, interfaces } = context
  const { device, master, keep } = readSelection(words)
  // Of all links: they tell the names of each other.
  const found = device === undefined ? await links() : [await rtnl.links.get(device)]
  const index = master === undefined ? undefined : (await rtnl.links.get(master)).index
  const kept = found.filter((link) => (index === undefined || link.master === index) && keep(link))
  await printList([kept], linkView(await interfaces(), stats), format)
}

function made(names: ['add' | 'replace'], description: string): Verb {
  return {
    names,
    words: `[link NAME] [name] NAME ${NEW_LINK} [index N] type KIND [WORDS]`,
    object: true,
    description,
    async run({ rtnl }, words, { object }) {
      if (object !== undefined) {
        await rtnl.links[names[0]](object)
        return
      }
      const { draft, vfs } = readNewLink(words)
      using values = draft
      if (values.values['linkinfo'] === undefined) throw new UsageError("add: 'type' is missing")
      if (vfs.length > 0) throw new UsageError('vf: only links that are there have virtual functions')
      await values.resolve(rtnl)
      await rtnl.links[names[0]](values.values)
    }
  }
}

async function change({ rtnl }: Context, words: Words, { object }: VerbOptions): Promise<void> {
  if (object !== undefined) {
    const { device, ...link } = object
    if (typeof device !== 'string' && typeof device !== 'number')
      throw new UsageError('--object: device is missing, the name or index of what is to be changed')
    return rtnl.links.change(device, link)
  }
  const isGroup = words.accept('group') !== undefined
  const devices = isGroup
    ? (await rtnl.links.list({ group: groupOf(words) })).map((link) => link.ifname ?? '')
    : [deviceOf(words)]
  const rest = words.rest()
  for (const device of devices) {
    const link: Link | undefined = rest.includes('type') ? await rtnl.links.get(device) : undefined
    const { draft, vfs } = readChange(new Words(rest), link)
    using values = draft
    await values.resolve(rtnl)
    if (Object.keys(values.values).length > 0) await rtnl.links.change(device, values.values)
    else if (vfs.length === 0) throw new UsageError('set: nothing to change')
    for (const vf of vfs) await changeVf(rtnl, device, vf)
  }
}

function deviceOf(words: Words): string {
  words.accept('dev')
  return words.take('an interface')
}

/** `nlkit link`: as `ip link`. */
export const linkCommand = (): Command => objectCommand('link', 'links: network interfaces', verbs)
