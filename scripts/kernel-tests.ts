/**
 * The kernel tests, part by part, for what runs all of them in a setting where they are slow or may crash: one that hangs
 * takes no other with it, and each has its result.
 */
import { join } from 'node:path'
import { root } from './workspace.ts'

export interface KernelPart {
  /** What vitest calls filters: a part of a test file's path. */
  readonly paths: readonly string[]
  /** Of these files: `1/3` is a third, as vitest's option has it. */
  readonly shard?: string
}

export const kernelParts: Readonly<Record<string, KernelPart>> = {
  native: { paths: ['native'] },
  core: { paths: ['packages/core'] },
  'rtnl-1': { paths: ['packages/rtnl'], shard: '1/3' },
  'rtnl-2': { paths: ['packages/rtnl'], shard: '2/3' },
  'rtnl-3': { paths: ['packages/rtnl'], shard: '3/3' },
  sockdiag: { paths: ['packages/sockdiag'] },
  uevent: { paths: ['packages/uevent'] },
  cli: { paths: ['packages/cli'] },
  bench: { paths: ['bench/'] },
  examples: { paths: ['examples/'] },
  hardening: { paths: ['test/hardening'] },
  // Not "test" alone, which is in the name of every test.
  others: { paths: ['test/docs', 'test/skew', 'test/support'] }
}

/** Those that other kernels run: what the benchmark measures says nothing of an emulated machine, and takes it an hour. */
export const partsOfOthers = Object.keys(kernelParts).filter((name) => name !== 'bench')

/** Debian's, with all their modules; the last is a 6.1 on a big-endian machine, where test/big-endian runs. */
export const KERNELS = ['6.12', '6.1', 's390x']

/** `vm.sh KERNEL FOLDER COMMAND` boots one of them under qemu with the folder at /src, and ends with the command's status. */
export const machine = join(root, '../shared/vm/vm.sh')
