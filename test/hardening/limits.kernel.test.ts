/** What a process that lacks something is told, and that nothing of ours is left behind. */
import { afterAll, expect, it, vi } from 'vitest'
import { hostRoot, requires, run, tool, type Probe, patience } from '../support/kernel.ts'
import { record } from './figures.ts'

const url = (path: string): string => JSON.stringify(new URL(`../../packages/${path}`, import.meta.url).href)

/** Says what becomes of `act`, and how many descriptors are left of it. */
const prelude = `
  import { readdirSync, openSync, closeSync } from 'node:fs'
  import { Rtnl } from ${url('rtnl/src/index.ts')}
  const count = () => readdirSync('/dev/fd/').length
  const said = async (act) => {
    try { return String(await act()) }
    catch (error) { return [error.name, error.code ?? '', error.request ?? ''].join(' ').trim() }
  }
  const list = async (options) => {
    const rtnl = Rtnl.open(options)
    try { return (await rtnl.links.list()).some(({ ifname }) => ifname === 'lo') ? 'lists links' : 'no lo' }
    finally { rtnl.close() }
  }
`
const node = (code: string): string[] => [
  process.execPath,
  '--conditions=nlkit-source',
  '--disable-warning=ExperimentalWarning',
  '--input-type=module',
  '-e',
  prelude + code
]

const print = (act: string): string => `console.log(await said(() => ${act}))`

/** Runs in a mount namespace of its own, after these commands. */
const mounted = (commands: string, code: string): string[] => [
  'unshare',
  '-m',
  'sh',
  '-c',
  `${commands}; exec "$@"`,
  'sh',
  ...node(code)
]

/** Refuses setns(2) with EPERM: a program of struct sock_filter, by seccomp(2)'s rules. */
const SECCOMP = `
import ctypes, os, platform, struct, sys
number = 308 if platform.machine() == 'x86_64' else 268
code = struct.pack('<' + 'HBBI' * 4, 0x20, 0, 0, 0, 0x15, 0, 1, number, 0x06, 0, 0, 0x50001, 0x06, 0, 0, 0x7fff0000)
program = ctypes.create_string_buffer(code)
class Program(ctypes.Structure): _fields_ = [('length', ctypes.c_ushort), ('filter', ctypes.c_void_p)]
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(Program(4, ctypes.addressof(program)))): sys.exit(9)
os.execv(sys.argv[1], sys.argv[1:])
`

// Each is a process of its own, and the machine may be busy.
vi.setConfig({ testTimeout: 150_000 * patience })

const seen: string[][] = []

async function said(what: string, argv: readonly string[]): Promise<string[]> {
  const lines = (await run(argv, { timeout: 120_000 })).trim().split('\n')
  seen.push([what, lines.join('; ')])
  return lines
}

it('no descriptors left: EMFILE for what needs one, and all is well when there are some again', () =>
  expect(
    said('no descriptors left (RLIMIT_NOFILE)', [
      'sh',
      '-c',
      'ulimit -Hn 128; exec "$@"',
      'sh',
      ...node(`
      const taken = []
      const lack = async () => {
        for (;;) { try { taken.push(openSync('/dev/null')) } catch { break } }
        const outcomes = [await said(() => list()), await said(() => list({ netns: { pid: process.pid } }))]
        taken.splice(0).forEach((fd) => closeSync(fd))
        return [...outcomes, await said(() => list())]
      }
      // Loading the addon and the first threads take descriptors that a process keeps.
      await list()
      console.log((await lack()).join('\\n'))
      const before = count()
      for (let i = 0; i < 5; i++) await lack()
      // A thread closes its own when it ends.
      for (let i = 0; i < 100 && count() > before; i++) await new Promise((resolve) => setTimeout(resolve, 20))
      console.log(Math.max(0, count() - before))`)
    ])
  ).resolves.toEqual(['NetlinkError EMFILE socket', 'NetlinkError EMFILE open', 'lists links', '0']))

it('no descriptors left in the middle: a dump and a subscription are refused, requests go on', () =>
  expect(
    said('no descriptors left for a subscription; requests go on', [
      'sh',
      '-c',
      'ulimit -Hn 128; exec "$@"',
      'sh',
      ...node(`
      const rtnl = Rtnl.open()
      await rtnl.links.get('lo')
      const before = count()
      const taken = []
      for (;;) { try { taken.push(openSync('/dev/null')) } catch { break } }
      ${print("rtnl.subscribe(['link'])")}
      ${print("rtnl.links.get('lo').then(({ ifname }) => ifname)")}
      taken.forEach((fd) => closeSync(fd))
      console.log(count() - before)`)
    ])
  ).resolves.toEqual(['NetlinkError EMFILE socket', 'lo', '0']))

it(
  'seccomp forbids setns: EPERM, and the own namespace is as ever',
  requires([tool('python3'), hostRoot], () =>
    expect(
      said('seccomp that forbids setns', [
        'python3',
        '-c',
        SECCOMP,
        ...node(`${print("list({ netns: '/proc/self/ns/net' })")}\n${print('list()')}`)
      ])
    ).resolves.toEqual(['NetlinkError EPERM setns', 'lists links'])
  )
)

it(
  'no /run/netns: ENOENT for a name, and the own namespace is as ever',
  requires(hostRoot, () =>
    expect(
      said(
        'no /run/netns',
        mounted('mount -t tmpfs none /run', `${print("list({ netns: 'blue' })")}\n${print('list()')}`)
      )
    ).resolves.toEqual(['NetlinkError ENOENT open', 'lists links'])
  )
)

/** It has its options from /proc/self/environ, and without them looks for leaks by /proc/self/task. */
const noSanitizer: Probe = () =>
  Promise.resolve(
    process.env['LD_PRELOAD']?.includes('libasan') === true ? 'AddressSanitizer needs /proc' : undefined
  )

it(
  'a hidden /proc: ENOENT for the namespace of a process, and requests are as ever',
  requires([hostRoot, noSanitizer], () =>
    expect(
      said(
        'a hidden /proc',
        mounted('mount -t tmpfs none /proc', `${print('list({ netns: { pid: 1 } })')}\n${print('list()')}`)
      )
    ).resolves.toEqual(['NetlinkError ENOENT open', 'lists links'])
  )
)

it(
  'a read-only /sys: EROFS for a triggered event',
  requires(hostRoot, () =>
    expect(
      said(
        'a read-only /sys',
        mounted(
          'mount -o remount,ro,bind /sys || mount -t sysfs -o ro none /sys',
          `const { Uevent } = await import(${url('uevent/src/index.ts')})
         const uevent = Uevent.open()
         console.log(await said(() => uevent.trigger('/devices/virtual/net/lo')))
         uevent.close?.()`
        )
      )
    ).resolves.toEqual(['DeviceError EROFS'])
  )
)

afterAll(() =>
  record({
    title: 'Resource limits',
    text: 'What each step of a program says under the limit, in order; a number is how many descriptors are left that were not there before. Missing capabilities and user namespaces: `packages/core/src/exchange/trust.kernel.test.ts`; no threads (RLIMIT_NPROC): `native/test/calls.kernel.test.ts`; no memory to receive into (RLIMIT_AS): `native/test/harness.kernel.test.ts`.',
    columns: ['limit', 'what is said'],
    rows: seen
  })
)
