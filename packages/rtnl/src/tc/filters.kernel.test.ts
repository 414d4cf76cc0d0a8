import { Connection, NETLINK_ROUTE } from '@nlkit/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  hostRoot,
  ipBatch,
  ipJson,
  requires,
  run,
  tc,
  tcJson,
  tool,
  type Json
} from '../../../../test/support/kernel.ts'
import { BPF_PROG_TYPE_SCHED_CLS, loaderOf } from '../bpf-loader.fixture.ts'
import { filterToIproute2, interfacesOf } from '../iproute2/index.ts'
import { Chains } from './chains.ts'
import { TCA_BPF_FLAG_ACT_DIRECT } from './filters/bpf.constants.ts'
import { filterKinds } from './filters/kinds.ts'
import { parseU32Handle } from './filters/u32-handle.ts'
import { Filters, type FilterChange } from './filters.ts'
import { interfacesHere, refusal, sendDatagrams, still } from './kernel.fixture.ts'
import { blockOf } from './place.ts'
import { Qdiscs } from './qdiscs.ts'

const connection = Connection.open({ protocol: NETLINK_ROUTE })
const qdiscs = new Qdiscs(connection)
const filters = new Filters(connection)
const chains = new Chains(connection)
let interfaces = interfacesOf([])
afterAll(() => connection.close())

beforeAll(async () => {
  await ipBatch([
    'link add f0 type veth peer name f1',
    'link add t0 type veth peer name t1',
    'link set f0 up',
    'link set f1 up',
    'link set t0 up',
    'link set t1 up',
    'addr add 10.9.0.1/24 dev f0',
    'neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev f0'
  ])
  interfaces = await interfacesHere()
})
beforeEach(async () => {
  for (const dev of ['f0', 'f1']) {
    await qdiscs.delete({ dev, parent: 'ingress' }).catch(() => undefined)
    await qdiscs.add({ dev, kind: 'clsact' })
  }
})

const shown = async (side = 'ingress'): Promise<Json[]> =>
  still(await tcJson('-s', 'filter', 'show', 'dev', 'f0', side))
const ours = async (parent = 'ingress'): Promise<Json[]> =>
  still(
    (await filters.list({ dev: 'f0', parent }, { withHeads: true })).map((filter) => {
      // The tool was asked for this side, and does not say it.
      const { [parent]: _, ...rest } = filterToIproute2(filter, interfaces, { details: false })
      return rest
    })
  )

/** Priorities of what a filter names. */
const of = async (filter: object): Promise<number[]> =>
  (await filters.list({ dev: 'f0', parent: 'ingress', ...filter })).map(({ info }) => info.prio)
const numbers = async (): Promise<(number | undefined)[]> =>
  (await chains.list({ dev: 'f0', parent: 'ingress' })).map(({ chain }) => chain)
const theirNumbers = async (): Promise<unknown[]> =>
  (await tcJson('chain', 'show', 'dev', 'f0', 'ingress')).map(({ chain }) => chain)

/** Matches all: a u32 filter must have a key. */
const ALL = { keys: [{ val: 0, mask: 0, off: 0 }], flags: 1 }
const source = { keys: [{ val: 0x0a000000, mask: 0xffffff00, off: 12 }], flags: 1 }
const RETURN_ALL = [{ code: 6, jt: 0, jf: 0, k: 0xffffffff }]

describe('adding', () => {
  it('tells the priority and the handle that the kernel chose', async () => {
    const filter = {
      dev: 'f0',
      parent: 'ingress',
      kind: 'u32',
      protocol: 'ip',
      options: { sel: source }
    } as const
    const made = await filters.add(filter)
    expect(made).toMatchObject({
      kind: 'u32',
      handle: parseU32Handle('800::800'),
      info: { protocol: 'ip', prio: 49_152 }
    })
    const { handle, info } = made
    const { options: _, ...place } = filter
    expect(await filters.get({ ...place, ...info, handle })).toMatchObject({ handle, info })
    expect(await filters.replace({ ...filter, prio: info.prio })).toMatchObject({
      handle: parseU32Handle('800::801'),
      info
    })
  })
})

describe('u32', () => {
  it('matches addresses and ports, and sends to a class', async () => {
    await filters.add({
      dev: 'f0',
      parent: 'egress',
      protocol: 'ip',
      prio: 10,
      kind: 'u32',
      options: {
        classid: '1:10',
        sel: {
          flags: 1,
          keys: [
            { val: 0x0a000000, mask: 0xffffff00, off: 12 },
            { val: 80, mask: 0xffff, off: 20 }
          ]
        }
      }
    })
    expect(await ours('egress')).toEqual(await shown('egress'))
    expect((await shown('egress')).at(-1)).toMatchObject({
      protocol: 'ip',
      pref: 10,
      kind: 'u32',
      options: { fh: '800::800', flowid: '1:10', match: { value: '50', mask: 'ffff', off: 20 } }
    })
    const [filter] = await filters.list({ dev: 'f0', parent: 'egress', handle: '800::800' })
    expect(filter).toMatchObject({
      parent: 'egress',
      info: { protocol: 'ip', prio: 10 },
      options: {
        classid: '1:10',
        sel: {
          nkeys: 2,
          keys: [
            { val: 0x0a000000, mask: 0xffffff00, off: 12 },
            { val: 80, mask: 0xffff }
          ]
        }
      }
    })
  })

  it('has tables, buckets, and links from one to another', async () => {
    const place = { dev: 'f0', parent: 'ingress', protocol: 'ip' as const, prio: 5, kind: 'u32' as const }
    await filters.add({ ...place, handle: '1:', options: { divisor: 256 } })
    await filters.add({
      ...place,
      options: {
        link: parseU32Handle('1:'),
        sel: {
          flags: 2 | 4 | 8,
          offmask: 0x0f00,
          offshift: 6,
          hmask: 0xff,
          hoff: 12,
          keys: [{ val: 0x0a000001, mask: 0xffffffff, off: 16 }]
        }
      }
    })
    await filters.add({ ...place, options: { hash: parseU32Handle('1:a:'), classid: '1:2', sel: source } })
    // The tool's JSON of a link is none: it has text where keys belong.
    const text = await tc('filter', 'show', 'dev', 'f0', 'ingress')
    expect(text).toMatch(/fh 1: ht divisor 256/)
    expect(text).toMatch(
      /fh 800::800 order 2048 key ht 800 bkt 0 link 1: .*\n +match 0a000001\/ffffffff at 16/
    )
    expect(text).toMatch(/offset 0f00>>6 at 0 +eat/)
    expect(text).toMatch(/hash mask 000000ff at 12/)
    const { options } = await filters.get({ ...place, handle: '800::800' })
    expect(options).toMatchObject({
      link: parseU32Handle('1:'),
      sel: { flags: 14, offmask: 0x0f00, offshift: 6, hmask: 0xff, hoff: 12 }
    })
    expect(await filters.get({ ...place, handle: '1:a:800' })).toMatchObject({ options: { classid: '1:2' } })
    expect(await tc('filter', 'show', 'dev', 'f0', 'ingress')).toMatch(/fh 1:a:800 order 2048 key ht 1 bkt a/)
  })

  it('keeps one filter of a handle that is replaced', async () => {
    const filter: FilterChange = {
      dev: 'f0',
      parent: 'ingress',
      prio: 7,
      handle: '800::7',
      kind: 'u32',
      options: { classid: '1:1', sel: ALL }
    }
    await filters.add(filter)
    expect((await refusal(filters.add(filter))).code).toBe('EEXIST')
    await filters.replace({ ...filter, options: { classid: '1:2', sel: ALL } })
    const found = (await filters.list({ dev: 'f0', parent: 'ingress', prio: 7 })).filter(
      ({ handle }) => handle === parseU32Handle('800::7')
    )
    expect(found).toMatchObject([{ options: { classid: '1:2' } }])
    await filters.delete({ dev: 'f0', parent: 'ingress', prio: 7, kind: 'u32', handle: '800::7' })
    const gone = filters.get({ dev: 'f0', parent: 'ingress', prio: 7, kind: 'u32', handle: '800::7' })
    expect(['ENOENT', 'EINVAL']).toContain((await refusal(gone)).code)
    expect(await filters.list({ dev: 'f0', parent: 'ingress', handle: '800::7' })).toEqual([])
  })

  it('redirects what comes in to another interface, and counts it', async () => {
    await filters.add({
      dev: 'f1',
      parent: 'ingress',
      protocol: 'ip',
      prio: 1,
      kind: 'u32',
      options: { sel: ALL },
      actions: [{ kind: 'mirred', options: { dev: 't0', eaction: 'egress-redir' } }]
    })
    await sendDatagrams('10.9.0.2', 25, 200)
    const [filter] = (await filters.list({ dev: 'f1', parent: 'ingress' })).filter(
      ({ options }) => 'act' in (options ?? {})
    )
    const { act } = (filter?.options ?? {}) as {
      act: { options: object; stats: { basic: { packets: number } } }[]
    }
    expect(act[0]?.options).toMatchObject({ parms: { eaction: 'egress-redir', action: 'stolen' } })
    expect(act[0]?.stats.basic.packets).toBe(25)
    const [{ stats64 } = {}] = await linkStatistics('t1')
    expect((stats64 as { rx: { packets: number } }).rx.packets).toBeGreaterThanOrEqual(25)
    expect(await tc('filter', 'show', 'dev', 'f1', 'ingress')).toMatch(
      /mirred \(Egress Redirect to device t0\) stolen/
    )
  })
})

const linkStatistics = (name: string): Promise<Json[]> => ipJson('-s', 'link', 'show', name)

describe('bpf', () => {
  it('runs classic programs on both sides', async () => {
    for (const parent of ['ingress', 'egress']) {
      await filters.add({
        dev: 'f0',
        parent,
        prio: 3,
        kind: 'bpf',
        options: { ops: RETURN_ALL, classid: '1:3' }
      })
      expect(await ours(parent)).toEqual(await shown(parent))
      expect((await shown(parent)).at(-1)).toMatchObject({
        kind: 'bpf',
        pref: 3,
        options: { handle: '0x1', flowid: '1:3' }
      })
      await filters.delete({ dev: 'f0', parent, prio: 3, kind: 'bpf', handle: 1 })
      expect(await filters.list({ dev: 'f0', parent })).toEqual([])
    }
  })

  it(
    'decides by itself on both sides, and has a name, an id and a tag',
    requires([tool('python3'), hostRoot], async () => {
      const program = new URL('./bpf-program.fixture.ts', import.meta.url).pathname
      const node = [process.execPath, '--conditions=nlkit-source', program, 't0']
      const told = await run(['python3', '-c', loaderOf(BPF_PROG_TYPE_SCHED_CLS), ...node], {
        timeout: 100_000
      })
      const found = { id: true, tag: 8, flags: TCA_BPF_FLAG_ACT_DIRECT, handle: 1 }
      expect(JSON.parse(told)).toEqual([
        { parent: 'ingress', name: 'ingress.o', ...found },
        0,
        { parent: 'egress', name: 'egress.o', ...found },
        0
      ])
    }),
    120_000
  )

  it('made by tc is read as tc prints it', async () => {
    await tc(
      'filter',
      'add',
      'dev',
      'f0',
      'ingress',
      'protocol',
      'ip',
      'prio',
      '9',
      'bpf',
      'bytecode',
      '1,6 0 0 4294967295',
      'flowid',
      '1:7'
    )
    expect(await ours()).toEqual(await shown())
  })

  it('is an action of u32', async () => {
    const added = filters.add({
      dev: 'f0',
      parent: 'ingress',
      prio: 2,
      kind: 'u32',
      options: { sel: ALL },
      actions: [{ kind: 'bpf', options: { parms: { action: 'pipe' }, ops: RETURN_ALL } }]
    })
    // A kernel without act_bpf says so.
    const error = await added.then(
      () => undefined,
      (reason: unknown) => reason
    )
    if (error !== undefined) expect(await refusal(Promise.reject(error))).toMatchObject({ code: 'ENOENT' })
    else
      expect((await filters.list({ dev: 'f0', parent: 'ingress', prio: 2 })).at(-1)).toMatchObject({
        options: { act: [{ kind: 'bpf' }] }
      })
  })
})

describe('what a filter of filters names', () => {
  beforeEach(async () => {
    for (const [prio, protocol] of [
      [1, 'ip'],
      [2, 'ipv6'],
      [3, 'all']
    ] as const) {
      await filters.add({
        dev: 'f0',
        parent: 'ingress',
        prio,
        protocol,
        kind: 'bpf',
        options: { ops: RETURN_ALL }
      })
    }
    await filters.add({
      dev: 'f0',
      parent: 'ingress',
      prio: 1,
      chain: 5,
      kind: 'bpf',
      options: { ops: RETURN_ALL }
    })
    await filters.add({ dev: 'f0', parent: 'egress', prio: 1, kind: 'bpf', options: { ops: RETURN_ALL } })
  })
  it('is what list() gives', async () => {
    expect(await of({})).toEqual([1, 2, 3, 1])
    expect(await of({ chain: 0 })).toEqual([1, 2, 3])
    expect(await of({ chain: 5 })).toEqual([1])
    expect(await of({ prio: 2 })).toEqual([2])
    expect(await of({ protocol: 'ip' })).toEqual([1])
    expect(await of({ kind: 'u32' })).toEqual([])
  })

  it('is what flush() deletes, and counts', async () => {
    expect(await filters.flush({ dev: 'f0', parent: 'ingress', prio: 2 })).toBe(1)
    expect(await of({ chain: 0 })).toEqual([1, 3])
    expect(await filters.flush({ dev: 'f0', parent: 'ingress', chain: 5 })).toBe(1)
    expect(await of({})).toEqual([1, 3])
    expect(await filters.flush({ dev: 'f0', parent: 'ingress' })).toBe(2)
    expect(await of({})).toEqual([])
    expect(await of({ parent: 'egress' })).toEqual([1])
    expect(await filters.flush({ dev: 'f0', parent: 'ingress' })).toBe(0)
  })

  it('is one handle of several for flush()', async () => {
    await filters.add({
      dev: 'f0',
      parent: 'ingress',
      prio: 1,
      protocol: 'ip',
      kind: 'bpf',
      handle: 9,
      options: { ops: RETURN_ALL }
    })
    expect(await filters.flush({ dev: 'f0', parent: 'ingress', prio: 1, chain: 0, handle: 9 })).toBe(1)
    expect(
      (await filters.list({ dev: 'f0', parent: 'ingress', prio: 1, chain: 0 })).map(({ handle }) => handle)
    ).toEqual([1])
  })
})

describe('chains', () => {
  it('are made, listed, filled and deleted, the others untouched', async () => {
    await chains.add({ dev: 'f0', parent: 'ingress', chain: 20 })
    await chains.add({ dev: 'f0', parent: 'ingress', chain: 30 })
    expect((await refusal(chains.add({ dev: 'f0', parent: 'ingress', chain: 20 }))).code).toBe('EEXIST')
    expect(await numbers()).toEqual(await theirNumbers())
    expect(await numbers()).toEqual(expect.arrayContaining([20, 30]))
    expect(await chains.get({ dev: 'f0', parent: 'ingress', chain: 20 })).toMatchObject({ chain: 20 })
    for (const chain of [20, 30]) {
      await filters.add({ dev: 'f0', parent: 'ingress', chain, prio: 1, kind: 'u32', options: { sel: ALL } })
    }
    await chains.delete({ dev: 'f0', parent: 'ingress', chain: 20 })
    expect(await numbers()).not.toContain(20)
    expect((await filters.list({ dev: 'f0', parent: 'ingress', chain: 30 })).at(-1)).toMatchObject({
      options: { sel: { nkeys: 1 } }
    })
    expect(await numbers()).toEqual(await theirNumbers())
    expect((await refusal(chains.get({ dev: 'f0', parent: 'ingress', chain: 20 }))).code).toBe('EINVAL')
  })
})

describe('blocks', () => {
  it('have filters for all qdiscs that share them', async () => {
    await qdiscs.delete({ dev: 'f0', parent: 'ingress' })
    await qdiscs.delete({ dev: 'f1', parent: 'ingress' })
    await qdiscs.add({ dev: 'f0', kind: 'clsact', ingressBlock: 21, egressBlock: 22 })
    await qdiscs.add({ dev: 'f1', kind: 'clsact', ingressBlock: 21 })
    expect(await qdiscs.get({ dev: 'f0', parent: 'ingress' })).toMatchObject({
      ingressBlock: 21,
      egressBlock: 22
    })
    await filters.add({ block: 21, prio: 4, protocol: 'ip', kind: 'u32', options: { sel: source } })
    const [filter] = await filters.list({ block: 21, handle: '800::800' })
    expect(filter).toMatchObject({ info: { prio: 4, protocol: 'ip' } })
    expect(filter === undefined ? undefined : blockOf(filter)).toBe(21)
    expect((await tcJson('filter', 'show', 'block', '21')).at(-1)).toMatchObject({
      pref: 4,
      options: { fh: '800::800' }
    })
    expect(await filters.list({ block: 22 })).toEqual([])
    await chains.add({ block: 22, chain: 7 })
    expect((await chains.list({ block: 22 })).map(({ chain }) => chain)).toContain(7)
    expect(await filters.flush({ block: 21 })).toBe(1)
    expect(await filters.list({ block: 21 })).toEqual([])
    expect(
      (await refusal(filters.add({ block: 99, prio: 1, kind: 'u32', options: { sel: ALL } }))).code
    ).toBe('EINVAL')
  })
})

describe('what the kernel has not', () => {
  it('says so of a kind that nobody knows', async () => {
    const error = await refusal(filters.add({ dev: 'f0', parent: 'ingress', prio: 1, kind: 'nosuchkind' }))
    expect(error.code).toBe('ENOENT')
    expect(error.extack?.message).toBe('TC classifier not found')
  })

  it.each(Object.keys(filterKinds))('makes %s, or passes on why not', async (kind) => {
    try {
      await filters.add({
        dev: 'f0',
        parent: 'ingress',
        prio: 1,
        protocol: 'ip',
        kind,
        options: {}
      } as FilterChange)
    } catch (error) {
      const refused = await refusal(Promise.reject(error))
      expect(['ENOENT', 'EINVAL', 'EOPNOTSUPP', 'EEXIST']).toContain(refused.code)
      expect(refused.request).toBe('RTM_NEWTFILTER')
      return
    }
    expect((await filters.list({ dev: 'f0', parent: 'ingress' }, { withHeads: true }))[0]?.kind).toBe(kind)
  })
})

describe('arguments that cannot be meant', () => {
  it('are refused before anything is sent', async () => {
    const base = { kind: 'u32' as const, prio: 1, options: { sel: ALL } }
    await expect(filters.add(base)).rejects.toThrow('dev: an interface is missing')
    await expect(filters.add({ ...base, dev: 'f0', block: 3 })).rejects.toThrow(
      'block: stands in place of dev and parent'
    )
    await expect(filters.add({ ...base, dev: 'f0', parent: 'up' })).rejects.toThrow(
      /^parent: 'up' is not a handle/
    )
    await expect(filters.add({ ...base, dev: 'f0', protocol: 'nothing' as never })).rejects.toThrow(
      /^protocol: 'nothing' is not known/
    )
    await expect(filters.add({ ...base, dev: 'f0', handle: '800' })).rejects.toThrow(/is not a handle of u32/)
    await expect(filters.delete({ dev: 'f0', parent: 'ingress' } as never)).rejects.toThrow(
      'prio: is missing'
    )
    await expect(chains.delete({ dev: 'f0' } as never)).rejects.toThrow('chain: is missing')
  })
})
