/** Versions that differ: two cores in one tree, a package beside the oldest core it allows, require() beside import. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../support/kernel.ts'
import { install, linkNative, manifestOf, oldestCore, releaseOf, write } from './copies.ts'

const packages = ['rtnl', 'sockdiag', 'uevent'] as const

let tree = ''
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'nlkit-skew-'))
  linkNative(tree)
})
afterAll(() => rmSync(tree, { recursive: true, force: true }))

/** Runs a program in a folder of the tree; what it says last as JSON. */
async function runIn(
  folder: string,
  name: string,
  code: string,
  env: Record<string, string> = {}
): Promise<unknown> {
  const output = await run([process.execPath, write(folder, name, code)], { env })
  return JSON.parse(output.trim().split('\n').at(-1) ?? 'null')
}

describe('two cores in one tree', () => {
  let folder = ''
  beforeAll(() => {
    folder = join(tree, 'two')
    install({ name: 'core', into: folder })
    const rtnl = install({ name: 'rtnl', into: folder })
    install({ name: 'core', into: rtnl, version: '0.1.99', more: 'export const newer = 1' })
    const sockdiag = install({ name: 'sockdiag', into: folder })
    install({ name: 'core', into: sockdiag, version: '0.1.50' })
  })

  it('know each other`s errors by is(), not by instanceof', async () => {
    const code = `
      import * as core from '@nlkit/core'
      import { Rtnl } from '@nlkit/rtnl'
      const { createRequire } = await import('node:module')
      const other = createRequire(import.meta.resolve('@nlkit/rtnl'))('@nlkit/core')
      const rtnl = Rtnl.open()
      const caught = async (act) => { try { await act() } catch (error) { return error } }
      const refused = await caught(() => rtnl.links.get('absent0'))
      const aborted = await caught(() => rtnl.links.get('lo', { signal: AbortSignal.abort() }))
      rtnl.close()
      const closed = await caught(() => rtnl.links.get('lo'))
      const made = {
        TimeoutError: new other.TimeoutError('x', 1),
        OverrunError: new other.OverrunError('x'),
        DumpInterruptedError: new other.DumpInterruptedError('x', 1),
        DecodeError: new other.DecodeError('x', 1),
        NetlinkError: refused, AbortError: aborted, ClosedError: closed
      }
      const is = Object.fromEntries(Object.entries(made).map(([name, error]) => [name, [
        core[name].is(error), other[name].is(error), error instanceof core[name], error.name, core[name].is(new Error('x'))
      ]]))
      console.log(JSON.stringify({ is, newer: [core.newer, other.newer], code: refused.code }))`
    const kinds = [
      'TimeoutError',
      'OverrunError',
      'DumpInterruptedError',
      'DecodeError',
      'NetlinkError',
      'AbortError',
      'ClosedError'
    ]
    expect(await runIn(folder, 'errors.mjs', code)).toEqual({
      is: Object.fromEntries(kinds.map((name) => [name, [true, true, false, name, false]])),
      newer: [null, 1],
      code: 'ENODEV'
    })
  })

  it('work in one process at once, each with sockets of its own, seen by one tracer', async () => {
    const code = `
      import { Connection, NETLINK_ROUTE, rawCodec } from '@nlkit/core'
      import { record } from '@nlkit/core/capture'
      import { unknownAttributes } from '@nlkit/core/codec'
      import { Rtnl } from '@nlkit/rtnl'
      import { SockDiag } from '@nlkit/sockdiag'
      const seen = { sent: 0, received: 0 }
      const recording = record(({ direction }) => (seen[direction] += 1))
      const rtnl = Rtnl.open()
      const plain = Connection.open({ protocol: NETLINK_ROUTE })
      const get = { type: 18, name: 'RTM_GETLINK', body: rawCodec, value: new Uint8Array(16).with(4, 1), reply: rawCodec }
      const [lo, raw, links] = await Promise.all([rtnl.links.get('lo'), plain.one(get), rtnl.links.list()])
      recording.stop()
      const sockdiag = SockDiag.open()
      const events = rtnl.subscribe(['link'])
      await rtnl.links.add({ ifname: 'skew0', linkinfo: { kind: 'bridge' } })
      const { value } = await events.next()
      events.close()
      console.log(JSON.stringify({
        lo: lo.ifname, index: raw[4], links: links.length > 0, seen: [seen.sent, seen.received > 4],
        event: value.link.ifname, unknown: unknownAttributes === Symbol.for('nlkit.unknown')
      }))
      sockdiag.close(); plain.close(); rtnl.close()`
    expect(await runIn(folder, 'both.mjs', code)).toEqual({
      lo: 'lo',
      index: 1,
      links: true,
      seen: [3, true],
      event: 'skew0',
      unknown: true
    })
  })

  it('print each message once under NODE_DEBUG=nlkit', async () => {
    const code = `
      import { Connection } from '@nlkit/core'
      import { Rtnl } from '@nlkit/rtnl'
      const plain = Connection.open({ protocol: 0 })
      const rtnl = Rtnl.open()
      const lines = []
      process.stderr.write = (text) => (lines.push(text), true)
      await rtnl.links.get(1)
      console.log(lines.filter((line) => line.includes('sent')).length)`
    expect(await runIn(folder, 'debug.mjs', code, { NODE_DEBUG: 'nlkit' })).toBe(1)
  })

  it('give require() and import the same classes', async () => {
    const code = `
      const core = require('@nlkit/core')
      const { Rtnl } = require('@nlkit/rtnl')
      const entries = ['@nlkit/core', '@nlkit/core/codec', '@nlkit/core/schema', '@nlkit/core/testing', '@nlkit/core/capture', '@nlkit/rtnl']
      async function main() {
        const differing = []
        for (const entry of entries) {
          const imported = await import(entry)
          for (const key of Object.keys(imported)) if (imported[key] !== require(entry)[key]) differing.push(entry + ' ' + key)
        }
        const rtnl = Rtnl.open()
        const error = await rtnl.links.get('absent0').catch((caught) => caught)
        const imported = await import('@nlkit/core')
        console.log(JSON.stringify([differing, core.NetlinkError.is(error), imported.NetlinkError.is(error)]))
        rtnl.close()
      }
      main()`
    expect(await runIn(folder, 'require.cjs', code)).toEqual([[], true, true])
  })
})

describe.each(packages)('%s beside the oldest core that it allows', (name) => {
  it('loads and works', async (context) => {
    const version = oldestCore(name)
    const release = await releaseOf(version, tree)
    if (release === undefined)
      return context.skip(`@nlkit/core@${version} is not in this repository's history`)
    const folder = join(tree, `oldest-${name}`)
    install({ name: 'core', into: folder, from: release })
    install({ name, into: folder })
    const uses = {
      rtnl: `const { Rtnl } = await import('@nlkit/rtnl'); const one = Rtnl.open(); console.log(JSON.stringify((await one.links.get('lo')).ifname)); one.close()`,
      sockdiag: `const { SockDiag } = await import('@nlkit/sockdiag'); const one = SockDiag.open(); console.log(JSON.stringify('lo')); one.close()`,
      uevent: `const { Uevent } = await import('@nlkit/uevent'); console.log(JSON.stringify(Uevent === undefined ? '' : 'lo'))`
    }
    expect(await runIn(folder, 'use.mjs', uses[name])).toBe('lo')
  })

  it('takes nothing of it that it does not export', async (context) => {
    const version = oldestCore(name)
    const release = await releaseOf(version, tree)
    if (release === undefined)
      return context.skip(`@nlkit/core@${version} is not in this repository's history`)
    const root = new URL(`../../packages/${name}/src/`, import.meta.url).pathname
    const wanted = new Set<string>()
    for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts') || /\.(test|fixture)\.ts$/.test(path)) continue
      const text = readFileSync(root + path, 'utf8')
      for (const [, list = '', entry = ''] of text.matchAll(
        /^import \{([^}]*)\} from '@nlkit\/core([^']*)'/gm
      )) {
        for (const one of list.split(',')) {
          const key = one.trim().split(' as ')[0] ?? ''
          if (key !== '' && !key.startsWith('type ')) wanted.add(`.${entry} ${key}`)
        }
      }
    }
    const folder = join(tree, `surface-${name}`)
    install({ name: 'core', into: folder, from: release })
    const entries = Object.keys(manifestOf('core', release).exports).filter(
      (entry) => entry !== './package.json'
    )
    const code = `const all = []; for (const entry of ${JSON.stringify(entries)}) all.push(...Object.keys(await import('@nlkit/core' + entry.slice(1))).map((key) => entry + ' ' + key)); console.log(JSON.stringify(all))`
    const exported = (await runIn(folder, 'surface.mjs', code)) as string[]
    expect(wanted.size).toBeGreaterThan(3)
    expect([...wanted].filter((key) => !exported.includes(key))).toEqual([])
  })
})
