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
    native = installed(module)
  } catch (error) {
    throwIfOutOfDescriptors(error)
    const advice = isMissing(error)
      ? 'install it: npm leaves it out with --omit=optional; a bundle wants it in a node_modules beside it. '
      : ''
    throw new Error(
      `@nlkit/native, an optional dependency of @nlkit/core, could not be loaded (linux-${hostArch}): ${advice}${String(error)}`,
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

/** The addon, from the first place that has it. @throws what the first place says where none has */
function installed(module: typeof import('node:module')): { Socket: Transport; abi: number } {
  let missing: unknown
  for (const place of places()) {
    try {
      return module.createRequire(place)('@nlkit/native') as { Socket: Transport; abi: number }
    } catch (error) {
      // One that is there and does not load is what there is to say.
      if (!isMissing(error)) throw error
      missing ??= error
    }
  }
  throw missing
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND'

/**
 * Where the addon is looked for from. What bundlers make for `require()`, single executables too, has no `import.meta.url`, and
 * webpack writes into its place where this file was when the bundle was made: then it is beside the bundle, or the program.
 */
function* places(): Generator<string> {
  const url: string | undefined = import.meta.url
  if (url) yield url
  const own = fileOfBundle()
  if (own !== undefined) yield own
  // In a REPL and behind `-e` there is none, of standard input it is '-'.
  const program = globalThis.process.argv[1]
  if (program?.startsWith('/')) yield program
}

/** `typeof` would not do: webpack makes a constant of it, also of a module, which has no `__filename`. */
function fileOfBundle(): string | undefined {
  try {
    return __filename
  } catch {
    return undefined
  }
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
