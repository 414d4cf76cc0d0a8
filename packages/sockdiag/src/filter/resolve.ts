import { builtin } from '../system.ts'
import { and, not, or } from './ast.ts'
import type { FilterNode, LeafNode } from './ast.ts'
import { parseAddress } from './address.ts'

/** How names in a filter become what the kernel compares. */
export interface Resolver {
  /** The index of an interface in the namespace that is asked; rejects for an unknown one. */
  readonly device: (name: string) => Promise<number>
  /** Addresses of a host. Default: as `dns.lookup` finds them. */
  readonly host?: (name: string, family: 'inet' | 'inet6' | undefined) => Promise<readonly string[]>
  /** The id of a cgroup, as `0x...`. Default: the inode of its directory. */
  readonly cgroup?: (path: string) => Promise<string>
}

async function lookupHost(name: string, family: 'inet' | 'inet6' | undefined): Promise<readonly string[]> {
  const found = await builtin('node:dns/promises').lookup(name, {
    all: true,
    family: family === undefined ? 0 : family === 'inet' ? 4 : 6
  })
  return found.map(({ address }) => address)
}

/** Where the cgroup2 hierarchy is mounted. */
export async function cgroupRoot(proc = '/proc'): Promise<string> {
  const mounts = await builtin('node:fs/promises').readFile(`${proc}/self/mounts`, 'utf8')
  for (const line of mounts.split('\n')) {
    const [, target, type] = line.split(' ')
    if (type === 'cgroup2' && target !== undefined) {
      return target.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
        String.fromCharCode(Number.parseInt(octal, 8))
      )
    }
  }
  throw new TypeError('filter.cgroup: no cgroup2 hierarchy is mounted')
}

/** A cgroup's id is its directory's inode number: kernfs gives both the same 64 bits. */
async function lookupCgroup(path: string): Promise<string> {
  const root = await cgroupRoot()
  const directory = path === root || path.startsWith(`${root}/`) ? path : `${root}/${path}`
  const { ino } = await builtin('node:fs/promises').stat(directory, { bigint: true })
  return `0x${ino.toString(16)}`
}

async function resolveLeaf(leaf: LeafNode, resolver: Resolver): Promise<FilterNode> {
  switch (leaf.kind) {
    case 'dev':
      return typeof leaf.dev === 'number' ? leaf : { kind: 'dev', dev: await resolver.device(leaf.dev) }
    case 'link':
      return typeof leaf.dev === 'string' ? { ...leaf, dev: await resolver.device(leaf.dev) } : leaf
    case 'cgroup':
      return leaf.path === undefined
        ? leaf
        : { kind: 'cgroup', id: await (resolver.cgroup ?? lookupCgroup)(leaf.path) }
    case 'name': {
      const { side, port } = leaf
      const found = await (resolver.host ?? lookupHost)(leaf.name, leaf.family)
      return or(
        found.flatMap((text): FilterNode[] => {
          const address = parseAddress(text)
          if (address === undefined) return []
          const prefix = address.family === 'inet' ? 32 : 128
          return [
            {
              kind: 'inet',
              side,
              family: address.family,
              address: address.words,
              prefix,
              ...(port !== undefined && { port })
            }
          ]
        })
      )
    }
    default:
      return leaf
  }
}

/** Looks up every name of a filter: interfaces, host names, cgroup paths. */
export async function resolveFilter(node: FilterNode, resolver: Resolver): Promise<FilterNode> {
  switch (node.kind) {
    case 'constant':
      return node
    case 'not':
      return not(await resolveFilter(node.term, resolver))
    case 'and':
    case 'or': {
      const terms: FilterNode[] = []
      for (const term of node.terms) terms.push(await resolveFilter(term, resolver))
      return node.kind === 'and' ? and(terms) : or(terms)
    }
    default:
      return resolveLeaf(node, resolver)
  }
}
