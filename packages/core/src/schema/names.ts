/**
 * The one rule for names: the kernel's, without its C prefix, in camelCase. grep and kernel documents keep working, and
 * a script can check it.
 */

function words(name: string): string[] {
  return name.split('_').filter((word) => word !== '')
}

/** The part of a C name after `prefix` and an underscore; the whole name when it does not start so. */
export function withoutPrefix(c: string, prefix: string): string {
  const stem = prefix.endsWith('_') ? prefix : `${prefix}_`
  return prefix !== '' && c.startsWith(stem) && c.length > stem.length ? c.slice(stem.length) : c
}

/** `IFLA_NUM_TX_QUEUES` with prefix `IFLA` is `numTxQueues`. */
export function keyOf(c: string, prefix: string): string {
  return words(withoutPrefix(c, prefix))
    .map((word, index) => {
      const lower = word.toLowerCase()
      return index === 0 ? lower : lower.charAt(0).toUpperCase() + lower.slice(1)
    })
    .join('')
}

/** `IN6_ADDR_GEN_MODE_STABLE_PRIVACY` with prefix `IN6_ADDR_GEN_MODE` is `stable-privacy`. */
export function literalOf(c: string, prefix: string): string {
  return words(withoutPrefix(c, prefix)).join('-').toLowerCase()
}

/** `rta_cacheinfo` is `RtaCacheinfo`, `bridge-port` is `BridgePort`, `bridgePort` is `BridgePort`. */
export function typeNameOf(name: string): string {
  return name
    .split(/[_-]/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
