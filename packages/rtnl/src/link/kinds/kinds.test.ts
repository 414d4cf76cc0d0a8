/** That every kind of link of the kernel's own specification, where that is at hand, has its settings here. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { kinds, slaveKinds } from './kinds.ts'

const path = join(import.meta.dirname, '../../../../../../shared/specs/specs.json')

interface Specs {
  readonly 'rt-link': {
    readonly sub_messages: Readonly<Record<string, readonly { readonly value: string }[]>>
  }
}

it.runIf(existsSync(path))('has every kind of the rt-link specification', () => {
  const { sub_messages: messages } = (JSON.parse(readFileSync(path, 'utf8')) as Specs)['rt-link']
  const of = (name: string): string[] => (messages[name] ?? []).map(({ value }) => value)
  expect(of('linkinfo-data-msg').filter((kind) => !Object.hasOwn(kinds, kind))).toEqual([])
  expect(of('linkinfo-member-data-msg').filter((kind) => !Object.hasOwn(slaveKinds, kind))).toEqual([])
  expect(of('linkinfo-data-msg').length).toBeGreaterThan(15)
})
