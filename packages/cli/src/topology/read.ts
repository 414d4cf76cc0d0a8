import { open, readdir, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { NetlinkError } from '@nlkit/core'
import { Rtnl } from '@nlkit/rtnl'
import type { NamespaceSnapshot } from './graph.ts'

interface ReadOptions {
  /** A name under /run/netns or a path; this process's namespace where it is left out. */
  readonly netns?: string | undefined
  /** Also all named namespaces; without it they are looked at for what the namespace's links are tied to. */
  readonly allNetns: boolean
  /** Where named namespaces are: /run/netns. */
  readonly directory?: string
}

/** A namespace's file, held open so that all that is read is of one namespace. */
interface Found {
  readonly id: string
  readonly name: string
  readonly file: FileHandle
}

/**
 * Reads the links and addresses of a namespace, and of those under /run/netns.
 * @throws NetlinkError where the namespace that is asked for cannot be read; others say why in `refusal`
 */
export async function readNamespaces(options: ReadOptions): Promise<NamespaceSnapshot[]> {
  const { netns, allNetns, directory = '/run/netns' } = options
  const named = await namedNamespaces(directory)
  let own: Found | undefined
  try {
    own = await currentNamespace(netns, directory, named)
    const current = await snapshotOf(own, 'all', true)
    const others = named.filter(({ id }) => id !== current.id)
    const needed = current.links.some(({ linkNetnsid }) => linkNetnsid !== undefined)
    const rest: NamespaceSnapshot[] = []
    if (allNetns || needed) {
      for (const other of others) rest.push(await snapshotOrRefusal(other, allNetns ? 'all' : 'referenced'))
    }
    return await withNsids([current, ...rest], [own, ...others])
  } finally {
    for (const { file } of own === undefined ? named : [...named, own]) await file.close()
  }
}

async function found(path: string, name: string): Promise<Found> {
  const file = await open(path, 'r')
  const { dev, ino } = await file.stat()
  return { id: `${dev}:${ino}`, name, file }
}

/** Those under /run/netns, by name; a second name of the same one is left out. */
async function namedNamespaces(directory: string): Promise<Found[]> {
  const names = await readdir(directory).catch(() => [])
  const all = new Map<string, Found>()
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) {
    // One that goes meanwhile is no longer there to be shown.
    const one = await found(join(directory, name), name).catch(() => undefined)
    if (one === undefined) continue
    if (all.has(one.id)) await one.file.close()
    else all.set(one.id, one)
  }
  return [...all.values()]
}

async function currentNamespace(
  netns: string | undefined,
  directory: string,
  named: readonly Found[]
): Promise<Found> {
  if (netns !== undefined) {
    // Opening a connection says what is wrong with a name or path in the words of all commands.
    Rtnl.open({ netns }).close()
    return await found(netns.includes('/') ? netns : join(directory, netns), netns)
  }
  // The main thread's, as the kernel has it; /proc/self/net would be the same.
  const path = '/proc/self/ns/net'
  const { dev, ino } = await stat(path)
  const name = named.find(({ id }) => id === `${dev}:${ino}`)?.name
  return await found(path, name ?? 'network')
}

async function snapshotOf(
  { id, name, file }: Found,
  shown: NamespaceSnapshot['shown'],
  isCurrent: boolean
): Promise<NamespaceSnapshot> {
  using rtnl = Rtnl.open({ netns: { fd: file.fd } })
  const [links, addresses] = await Promise.all([rtnl.links.list(), rtnl.addresses.list()])
  return { id, name, isCurrent, shown, links, addresses, nsids: new Map() }
}

async function snapshotOrRefusal(
  found: Found,
  shown: NamespaceSnapshot['shown']
): Promise<NamespaceSnapshot> {
  try {
    return await snapshotOf(found, shown, false)
  } catch (error) {
    // EPERM without CAP_SYS_ADMIN, EINVAL for a file that no namespace is mounted on, a dump that is interrupted again and again.
    const refusal = error instanceof Error ? error.message : String(error)
    const { id, name } = found
    const nothing = { links: [], addresses: [], nsids: new Map<number, string>() }
    return { id, name, isCurrent: false, shown, refusal, ...nothing }
  }
}

/** Adds the ids by which each knows the others. Only asked for after links were listed: that gives ids to the namespaces they name. */
async function withNsids(
  snapshots: readonly NamespaceSnapshot[],
  files: readonly Found[]
): Promise<NamespaceSnapshot[]> {
  const fileOf = new Map(files.map((one) => [one.id, one.file]))
  const complete: NamespaceSnapshot[] = []
  for (const snapshot of snapshots) {
    const file = fileOf.get(snapshot.id)
    const isTied = snapshot.links.some(({ linkNetnsid }) => linkNetnsid !== undefined)
    if (file === undefined || snapshot.shown !== 'all' || !isTied) complete.push(snapshot)
    else complete.push({ ...snapshot, nsids: await nsidsOf(file, files) })
  }
  return complete
}

async function nsidsOf(of: FileHandle, others: readonly Found[]): Promise<Map<number, string>> {
  using rtnl = Rtnl.open({ netns: { fd: of.fd } })
  const nsids = new Map<number, string>()
  for (const { id, file } of others) {
    try {
      const nsid = await rtnl.nsids.get({ fd: file.fd })
      if (nsid !== undefined) nsids.set(nsid, id)
    } catch (error) {
      if (!NetlinkError.is(error)) throw error // EINVAL: the file is no namespace
    }
  }
  return nsids
}
