/** What may be asked for beyond the header, by the keys that carry it. */
const BITS = {
  meminfo: 1 << 0,
  info: 1 << 1,
  /** vegasinfo, dctcpinfo or bbrinfo, whichever the congestion control fills in. */
  congestion: 1 << 2,
  cong: 1 << 3,
  tos: 1 << 4,
  tclass: 1 << 5,
  skmeminfo: 1 << 6
} as const

/** What the kernel tells of a socket beyond its header, by the name of INET_DIAG_*. */
export type InetExtension = keyof typeof BITS

/** What `extensions` options take. */
export type InetExtensions = 'all' | readonly InetExtension[]

// inet_diag.c: 1 << (INET_DIAG_X - 1). tcp_dctcp.c and tcp_bbr.c answer to VEGASINFO and to bits of their own; 8 bits hold the first.
const ALL = 0x7f

const isExtension = (name: unknown): name is InetExtension =>
  typeof name === 'string' && Object.hasOwn(BITS, name)

/** The header's `ext`. @throws TypeError for an unknown name */
export function extensionBits(extensions: InetExtensions | undefined): number {
  if (extensions === undefined || extensions === 'all') return ALL
  if (!Array.isArray(extensions)) throw new TypeError("extensions: expected 'all' or an array of names")
  let bits = 0
  for (const name of extensions) {
    if (!isExtension(name)) {
      throw new TypeError(
        `extensions: unknown ${JSON.stringify(name)}, it takes ${Object.keys(BITS).join(', ')}`
      )
    }
    bits |= BITS[name]
  }
  return bits
}
