/** What the schemas declare, compared with the kernel's specifications and headers where those are at hand. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { keyOf } from '@nlkit/core/schema'
import { loadWorkspace, schemaJson, workspaceSchemas } from '../src/index.ts'
import {
  coverageOfConstants,
  coverageOfSpecs,
  structDifferences,
  type HeaderStructs,
  type Specs
} from '../src/testing/index.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const shared = fileURLToPath(new URL('../../../../shared', import.meta.url))
const hasOracle = existsSync(`${shared}/specs/specs.json`)
const schemas = schemaJson(await loadWorkspace(workspaceSchemas(root), packageOf))

describe.skipIf(!hasOracle)(`the oracle of ${shared}`, () => {
  const specs = read<Specs>('specs/specs.json')
  const headers = read<HeaderStructs>('uapi/structs.json')

  test('knows no attribute of addresses and routes that is missing here', () => {
    const { missing, wrong, wanted } = coverageOfSpecs(Object.values(schemas), specs, ['rt-addr', 'rt-route'])
    expect({ missing, wrong }).toEqual({ missing: [], wrong: [] })
    expect(wanted).toBeGreaterThan(50)
  })

  test('knows no enumerator of the headers that is missing here', () => {
    const constants =
      read<Record<string, { enums: { members: Record<string, number> }[] }>>('uapi/constants.json')
    const families = Object.entries(prefixes).map(([prefix, header]) => {
      const members = (constants[header]?.enums ?? []).map((one) => Object.entries(one.members))
      const family =
        members.find((list) => list.some(([c]) => c === prefix || c.startsWith(`${prefix}_`))) ?? []
      return { prefix, ...coverageOfConstants(Object.values(schemas), Object.fromEntries(family)) }
    })
    expect(families.filter(({ wanted }) => wanted === 0)).toEqual([])
    expect(families.flatMap(({ missing, wrong }) => [...missing, ...wrong])).toEqual([])
  })

  test('has no struct of another layout', () => {
    expect(structDifferences(Object.values(schemas), headers)).toEqual([])
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

/** Families of attributes that no specification has, and their headers. */
const prefixes: Readonly<Record<string, string>> = {
  LWTUNNEL_IP_ID: 'linux/lwtunnel.h',
  LWTUNNEL_IP6_ID: 'linux/lwtunnel.h',
  LWTUNNEL_IP_OPTS: 'linux/lwtunnel.h',
  LWTUNNEL_IP_OPT_GENEVE: 'linux/lwtunnel.h',
  LWTUNNEL_IP_OPT_VXLAN: 'linux/lwtunnel.h',
  LWTUNNEL_IP_OPT_ERSPAN: 'linux/lwtunnel.h',
  LWT_BPF_PROG: 'linux/lwtunnel.h',
  LWT_XFRM: 'linux/lwtunnel.h',
  MPLS_IPTUNNEL: 'linux/mpls_iptunnel.h',
  SEG6_IPTUNNEL: 'linux/seg6_iptunnel.h',
  SEG6_LOCAL: 'linux/seg6_local.h',
  RPL_IPTUNNEL: 'linux/rpl_iptunnel.h',
  IOAM6_IPTUNNEL_DST: 'linux/ioam6_iptunnel.h',
  ILA_ATTR: 'linux/ila.h',
  VETH_INFO: 'linux/veth.h',
  IFLA_BRIDGE: 'linux/if_bridge.h',
  IFLA_BRIDGE_MRP: 'linux/if_bridge.h',
  IFLA_BRIDGE_CFM: 'linux/if_bridge.h',
  BRIDGE_QUERIER: 'linux/if_bridge.h'
}

function read(path: string): unknown {
  return (hasOracle ? JSON.parse(readFileSync(`${shared}/${path}`, 'utf8')) : {}) as unknown
}

function packageOf(file: string): string {
  return /packages\/(\w+)\//.exec(file)?.[1] ?? ''
}
