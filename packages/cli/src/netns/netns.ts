import { readdir } from 'node:fs/promises'
import { NetlinkError } from '@nlkit/core'
import type { Command } from 'commander'
import type { Namespace, Rtnl } from '@nlkit/rtnl'
import { objectCommand, type Verb } from '../shared/object-command.ts'
import { printList, type View } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import type { Words } from '../shared/words.ts'

const DIRECTORY = '/run/netns'

interface Named {
  readonly name: string
  /** The id that this namespace knows it by. */
  readonly id?: number
}

const verbs: readonly Verb[] = [
  {
    names: ['list', 'show', 'ls'],
    description: `namespaces that have a name under ${DIRECTORY}, and the ids that this one knows them by`,
    async run({ rtnl }, words, { format }) {
      words.end()
      await printList([await named(rtnl)], NAMES, format)
    }
  },
  {
    names: ['list-id'],
    description: 'the ids by which this namespace knows others',
    async run({ rtnl }, words, { format }) {
      words.end()
      const names = await named(rtnl)
      const rows = (await rtnl.nsids.list()).map(({ nsid = 0 }) => {
        const name = names.find(({ id }) => id === nsid)?.name
        return name === undefined ? { nsid } : { nsid, name }
      })
      await printList([rows], IDS, format)
    }
  },
  {
    names: ['get'],
    words: 'NAME|PID',
    description: 'the id that this namespace knows another by',
    async run({ rtnl }, words, { format }) {
      const namespace = namespaceOf(words)
      words.end()
      const id = await rtnl.nsids.get(namespace)
      const name = typeof namespace === 'string' ? namespace : JSON.stringify(namespace)
      await printList([[id === undefined ? { name } : { name, id }]], NAMES, format)
    }
  },
  {
    names: ['set'],
    words: 'NAME|PID ID|auto',
    description: 'give another namespace an id in this one',
    async run({ rtnl }, words) {
      const namespace = namespaceOf(words)
      const id = words.accept('auto') === undefined ? words.number('id', { max: 0x7fffffff }) : undefined
      words.end()
      await rtnl.nsids.set(namespace, id)
    }
  }
]

function namespaceOf(words: Words): Namespace {
  const word = words.take('namespace')
  return /^\d+$/.test(word) ? { pid: Number(word) } : word
}

/** Names of namespaces. A file there that is none is left out, as one whose namespace has been unmounted is. */
async function named(rtnl: Rtnl): Promise<Named[]> {
  const names = await readdir(DIRECTORY).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const found = await Promise.all(
    names
      .toSorted((a, b) => a.localeCompare(b))
      .map(async (name): Promise<Named[]> => {
        try {
          const id = await rtnl.nsids.get(name)
          return [id === undefined ? { name } : { name, id }]
        } catch (error) {
          if (NetlinkError.is(error)) return []
          throw error
        }
      })
  )
  return found.flat()
}

const NAMES: View<Named> = {
  noun: 'namespaces',
  columns: [{ head: 'name', meaning: 'name' }, { head: 'id' }],
  row: ({ name, id }) => [visible(name), String(id ?? '')]
}

const IDS: View<{ readonly nsid: number; readonly name?: string }> = {
  noun: 'namespaces',
  columns: [{ head: 'id' }, { head: 'name', meaning: 'name' }],
  row: ({ nsid, name }) => [String(nsid), visible(name ?? '')]
}

/** `nlkit netns`: as `ip netns`, as far as netlink goes: names are files, which mount(8) makes. */
export const netnsCommand = (): Command => objectCommand('netns', 'network namespaces and their ids', verbs)
