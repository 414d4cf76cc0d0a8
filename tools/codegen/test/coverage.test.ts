/** What the schemas declare, compared with the kernel's specifications and headers where those are at hand. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { keyOf } from '@nlkit/core/schema'
import { loadWorkspace, schemaJson, workspaceSchemas } from '../src/index.ts'
import {
  attributesOf,
  declaredBy,
  enumeratorsOf,
  missing,
  structDifferences,
  structsOf,
  type Headers,
  type HeaderStructs,
  type Specs
} from '../src/testing/index.ts'
import {
  bits,
  families,
  groups,
  omissions,
  specifications,
  tracedTypes,
  unions,
  verbs
} from './coverage.fixture.ts'
import { handlers } from './handlers.fixture.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const shared = fileURLToPath(new URL('../../../../shared', import.meta.url))
const hasOracle = existsSync(`${shared}/specs/specs.json`)
const workspace = await loadWorkspace(workspaceSchemas(root), packageOf)
const schemas = schemaJson(workspace)

describe.skipIf(!hasOracle)(`the oracle of ${shared}`, () => {
  const specs = read('specs/specs.json') as Specs
  const headers = read('uapi/constants.json') as Headers
  const layouts = read('uapi/structs.json') as HeaderStructs
  const all = declaredBy(workspace.units)
  const { numbers, structs } = declaredBy(workspace.units.filter((unit) => unit.packageName === 'rtnl'))

  const attributes = attributesOf(specs, specifications)
  const enumerators = enumeratorsOf(headers, families)
  // The kernel numbers the bits of these words, schemas have the words.
  for (const [c, number] of enumerators) if (bits.test(c)) enumerators.set(c, 2 ** number)
  const wantedStructs = structsOf(specs, specifications)
  const headerStructs = Object.entries(layouts)
    .filter(([, { header }]) =>
      /^linux\/(?:can\/gw|dcbnl|pkt_sched|pkt_cls|gen_stats|tc_act\/|tc_ematch\/)/.test(header)
    )
    .map(([c]) => c)

  test('knows no attribute of rtnetlink that is missing here, and none of another number', () => {
    expect(missing(numbers, attributes, omissions)).toEqual([])
    expect(attributes.size).toBeGreaterThan(1100)
  })

  test('knows no enumerator of its headers that is missing here, and none of another number', () => {
    expect(missing(numbers, enumerators, omissions)).toEqual([])
    expect(enumerators.size).toBeGreaterThan(2000)
    const without = Object.keys(families).filter(
      (header) => enumeratorsOf(headers, { [header]: families[header] as RegExp }).size === 0
    )
    expect(without).toEqual([])
  })

  test('knows no struct that is missing here', () => {
    const wanted = [...wantedStructs.keys(), ...headerStructs]
    expect(wanted.filter((c) => !structs.has(c) && !(c in omissions))).toEqual([])
    const sizes = [...wantedStructs].filter(([c, size]) => structs.get(c)?.some((one) => one.size !== size))
    expect(sizes).toEqual([])
    expect(wantedStructs.size).toBeGreaterThan(80)
  })

  test('has no struct of another layout', () => {
    const compared = new Map([...all.structs].filter(([c]) => !unions.has(c)))
    expect(structDifferences(compared, layouts)).toEqual([])
  })

  test('has no multicast group that cannot be joined by name', async () => {
    const known = enumeratorsOf(headers, { 'linux/rtnetlink.h': /^RTNLGRP_(?!NONE$|NOP\d$)/ })
    const wanted = [...known].map(([c, number]) => [groups.nameOf(c), number])
    expect(Object.fromEntries(wanted)).toEqual(await groups.load())
  })

  test('has no handler of rtnetlink that there is no verb for', async () => {
    const { messages } = (read('uapi/rtnl-messages.json') as RegisteredHandlers).rtnetlink
    const registered = Object.entries(messages).flatMap(([message, one]) =>
      one.handlers.map(({ family, do: one, dump }) => `${message} ${family}: ${Number(one) + Number(dump)}`)
    )
    const covered = Object.entries(handlers).flatMap(([message, families]) =>
      Object.entries(families).map(([family, text]) => `${message} ${family}: ${text.split(' ').length}`)
    )
    expect(covered.toSorted()).toEqual(registered.toSorted())
    const all = await verbs()
    const named = Object.values(handlers).flatMap((families) =>
      Object.values(families).flatMap((text) => text.split(' '))
    )
    expect(
      named.filter((path) => typeof path.split('.').reduce<unknown>(member, all) !== 'function')
    ).toEqual([])
  })

  test('has no message that traces cannot name', async () => {
    const types = enumeratorsOf(headers, { 'linux/rtnetlink.h': /^RTM_(?:NEW|DEL|GET|SET)/ })
    const traced = await tracedTypes()
    expect([...types].filter(([, type]) => !traced.has(type))).toEqual([])
    expect(types.size).toBeGreaterThan(60)
  })

  test('is left out on purpose in less than 2 %, and nothing is that is here', () => {
    const wanted = new Set([
      ...attributes.keys(),
      ...enumerators.keys(),
      ...wantedStructs.keys(),
      ...headerStructs
    ])
    const stale = Object.keys(omissions).filter((c) => numbers.has(c) || structs.has(c) || !wanted.has(c))
    expect(stale).toEqual([])
    expect(Object.keys(omissions).length / wanted.size).toBeLessThan(0.02)
  })
})

describe('keys', () => {
  test('are the C names without prefix, in camelCase, but for those listed by hand', () => {
    const chosen = Object.values(schemas)
      .flatMap(({ attributes }) => attributes)
      .filter(({ c, set, key }) => keyOf(c, set) !== key)
    // True clashes only: each is listed in its package's README.
    expect(chosen.length).toBeLessThan(20)
    expect(chosen.filter(({ key }) => !/^[a-z][A-Za-z0-9]*$/.test(key))).toEqual([])
  })

  test('begin each path with the schema and end it with the key', () => {
    for (const { attributes } of Object.values(schemas)) {
      for (const { path, key } of attributes) expect(path.endsWith(`.${key}`)).toBe(true)
    }
  })
})

/** What the kernel's registration tables say. */
interface RegisteredHandlers {
  readonly rtnetlink: {
    readonly messages: Readonly<
      Record<string, { readonly handlers: readonly { family: string; do: boolean; dump: boolean }[] }>
    >
  }
}

const member = (object: unknown, key: string): unknown => Reflect.get(object as object, key)

function read(path: string): unknown {
  return (hasOracle ? JSON.parse(readFileSync(`${shared}/${path}`, 'utf8')) : {}) as unknown
}

function packageOf(file: string): string {
  return /packages\/(\w+)\//.exec(file)?.[1] ?? ''
}
