/** What the schemas declare, compared with the kernel's specifications and headers where those are at hand. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { keyOf } from '@nlkit/core/schema'
import { loadWorkspace, schemaJson, workspaceSchemas } from '../src/index.ts'
import { coverageOfSpecs, structDifferences, type HeaderStructs, type Specs } from '../src/testing/index.ts'

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

function read<T>(path: string): T {
  return (hasOracle ? JSON.parse(readFileSync(`${shared}/${path}`, 'utf8')) : {}) as T
}

function packageOf(file: string): string {
  return /packages\/(\w+)\//.exec(file)?.[1] ?? ''
}
