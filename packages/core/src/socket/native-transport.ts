import { NetlinkError } from '../errors/netlink-error.ts'
import { builtin, hostArch, hostPlatform } from '../system.ts'
import type { Transport } from './transport.ts'

/** This package was built against this number of `@nlkit/native`. */
const ABI = 1

let loaded: Transport | undefined

/**
 * The kernel, by way of `@nlkit/native`. It is loaded at the first open, not at import: decoding works on any system.
 * @throws Error where sockets cannot be opened, saying why
 * @throws NetlinkError EMFILE, ENFILE where it cannot be read for lack of descriptors; the next open tries again
 */
export function nativeTransport(): Transport {
  if (loaded !== undefined) return loaded
  if (hostPlatform !== 'linux') {
    throw new Error(`netlink sockets exist on Linux only, this is ${hostPlatform}; decoding works everywhere`)
  }
  const module = builtin('node:module')
  if (module === undefined) throw new Error('netlink sockets need Node.js 20.19 or later')
  let native: { Socket: Transport; abi: number }
  try {
    native = module.createRequire(ownPath())('@nlkit/native') as typeof native
  } catch (error) {
    throwIfOutOfDescriptors(error)
    throw new Error(
      `@nlkit/native, an optional dependency of @nlkit/core, could not be loaded (linux-${hostArch}): ${String(error)}`,
      { cause: error }
    )
  }
  if (native.abi !== ABI) {
    throw new Error(
      `@nlkit/native speaks interface ${native.abi}, this @nlkit/core needs ${ABI}: install matching versions`
    )
  }
  loaded = native.Socket
  return loaded
}

/** Where the addon is looked for from. What bundlers make for `require()`, single executables too, has no `import.meta.url`. */
function ownPath(): string {
  const url: string | undefined = import.meta.url
  return url ?? __filename
}

/** The loader finds no file, or says in its own words why it reads none: whether descriptors are left is asked here. */
function throwIfOutOfDescriptors(cause: unknown): void {
  const fs = builtin('node:fs')
  try {
    fs?.closeSync(fs.openSync('/dev/null', 'r'))
  } catch (error) {
    const { errno = 0, code } = error as NodeJS.ErrnoException
    if (code !== 'EMFILE' && code !== 'ENFILE') return
    const refusal = new NetlinkError({ errno, request: 'open', hint: '@nlkit/native could not be loaded' })
    refusal.cause = cause
    throw refusal
  }
}
