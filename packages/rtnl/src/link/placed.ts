/**
 * Links that are made in a namespace that is named, or moved there. A message carries descriptors, and the kernel takes them when it is sent:
 * so the files are open meanwhile. Batches, which are sent later, take `netNsFd` and `netNsPid` alone.
 */
import type { NetnsSelector } from '@nlkit/core'
import { withNamespace, type Namespace, type NamespaceReference } from '../nsid/namespace.ts'
import { checkObject } from '../objects.ts'
import type { LinkInput } from './codec.ts'
import type { NetkitInput } from './kinds/netkit.codec.ts'
import type { LinkChange } from './write-link.ts'

/** The other end of a pair. */
export type PeerChange = LinkInput & {
  /** The namespace that it is to be in: a name under /run/netns or a path, a process, a descriptor. */
  readonly netns?: NetnsSelector | undefined
}

/** Kinds that come in pairs. */
type PairLinkinfo =
  | {
      readonly kind: 'veth' | 'vxcan'
      readonly data?: { readonly peer?: PeerChange | undefined } | undefined
    }
  | {
      readonly kind: 'netkit'
      readonly data?:
        | (Omit<NetkitInput, 'peerInfo'> & { readonly peerInfo?: PeerChange | undefined })
        | undefined
    }

/** A link to add or change, and the namespace that it is to be in. */
export interface PlacedLink extends Omit<LinkChange, 'linkinfo'> {
  /** The namespace that it is to be in: a name under /run/netns or a path, a process, a descriptor, or an id. */
  readonly netns?: Namespace | undefined
  readonly linkinfo?: LinkChange['linkinfo'] | PairLinkinfo
}

/** Where the kinds that come in pairs have the other end. */
const PEERS = { veth: 'peer', vxcan: 'peer', netkit: 'peerInfo' } as const

/** How a message says where a link is to be. */
type Place = Partial<Record<'netNsFd' | 'netNsPid' | 'targetNetnsid', number>>

interface Peer {
  /** Key of the link's data. */
  readonly key: string
  readonly value: PeerChange
}

/**
 * Runs what sends a link, with its namespaces as the kernel takes them.
 * @throws NetlinkError ENOENT and the like, of opening their files; TypeError for a namespace that is said twice
 */
export async function inNamespaces<T>(link: PlacedLink, send: (link: LinkChange) => Promise<T>): Promise<T> {
  checkObject(link, 'link')
  const peer = peerOf(link)
  return link.netns === undefined && peer?.value.netns === undefined
    ? send(link as LinkChange)
    : place(link, peer, send)
}

function peerOf({ linkinfo }: PlacedLink): Peer | undefined {
  const { kind, data } = (linkinfo ?? {}) as { kind?: unknown; data?: unknown }
  if (typeof kind !== 'string' || !Object.hasOwn(PEERS, kind)) return undefined
  const key = PEERS[kind as keyof typeof PEERS]
  const value = (data as Readonly<Record<string, unknown>> | null | undefined)?.[key]
  return typeof value === 'object' && value !== null ? { key, value } : undefined
}

async function place<T>(
  link: PlacedLink,
  peer: Peer | undefined,
  send: (link: LinkChange) => Promise<T>
): Promise<T> {
  const { netns, ...rest } = link
  const own = rest as LinkChange
  const ofPeer = peer?.value.netns
  const placed = async (reference: NamespaceReference | undefined): Promise<T> => {
    const here = reference === undefined ? own : { ...own, ...keysOf(own, reference, '') }
    if (peer === undefined || ofPeer === undefined) return send(here)
    const key = `linkinfo.data.${peer.key}.`
    return withNamespace(
      ofPeer,
      (other) => send(withPeer(here, peer, keysOf(peer.value, other, key))),
      `${key}netns`
    )
  }
  return netns === undefined ? placed(undefined) : withNamespace(netns, placed, 'netns')
}

function withPeer(link: LinkChange, { key, value }: Peer, keys: Place): LinkChange {
  const { netns: _, ...rest } = value
  const { linkinfo } = link as { linkinfo: { readonly data: object } }
  return {
    ...link,
    linkinfo: { ...linkinfo, data: { ...linkinfo.data, [key]: { ...rest, ...keys } } }
  } as LinkChange
}

/** A reference as attributes. The peer's are read by rtnl_link_get_net_ifla(), which knows no ids. */
function keysOf(
  link: { readonly [Key in keyof Place]: unknown },
  { pid, fd, nsid }: NamespaceReference,
  key: string
): Place {
  for (const said of ['netNsFd', 'netNsPid', 'targetNetnsid'] as const)
    if (link[said] !== undefined) throw new TypeError(`${key}${said}: 'netns' says where to already`)
  if (fd !== undefined) return { netNsFd: fd }
  if (pid !== undefined) return { netNsPid: pid }
  if (key !== '')
    throw new TypeError(
      `${key}netns: expected a name, a path, { pid } or { fd }: the kernel takes no id here`
    )
  return nsid === undefined ? {} : { targetNetnsid: nsid }
}
