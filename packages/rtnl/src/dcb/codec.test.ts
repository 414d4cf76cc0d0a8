import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, Writer } from '@nlkit/core/codec'
import type { AttributeSet, Struct } from '@nlkit/core/schema'
import { describe, expect, it } from 'vitest'
import { dcbCodec, type DcbInput } from './codec.ts'
import { DCB_CMD } from './constants.ts'
import { dcb } from './schema.ts'

const shared = join(import.meta.dirname, '../../../../../shared/uapi')
const isThere = existsSync(join(shared, 'constants.json'))
const load = <T>(name: string, otherwise: T): T =>
  isThere ? (JSON.parse(readFileSync(join(shared, name), 'utf8')) as T) : otherwise

const sets = new Map<string, number>()
const structs = new Map<string, Struct>()
const seen = new Set<object>()
function collect(value: unknown): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return
  seen.add(value)
  const { kind } = value as { kind?: string }
  if (kind === 'set') for (const { c, number } of (value as AttributeSet).attributes) sets.set(c, number)
  if (kind === 'struct') structs.set((value as Struct).c, value as Struct)
  for (const part of Object.values(value)) collect(part)
}
collect(dcb)

describe.skipIf(!isThere)(`coverage${isThere ? '' : ` (skipped: there is no ${shared})`}`, () => {
  const headers = load<Record<string, { enums: { name: string | null; members: Record<string, number> }[] }>>(
    'constants.json',
    {}
  )
  const enums = (headers['linux/dcbnl.h']?.enums ?? []).filter(({ name }) => /attrs/.test(name ?? ''))
  it.each(enums)('has every attribute of $name with its number', ({ members }) => {
    const wanted = Object.entries(members).filter(([c]) => !/^__|_UNDEFINED$|_UNSPEC$|_MAX$/.test(c))
    expect(wanted.length).toBeGreaterThan(0)
    expect(wanted.filter(([c, number]) => sets.get(c) !== number)).toEqual([])
  })

  it('has every struct with its size and offsets', () => {
    const uapi = load<
      Record<string, { header: string; size: number; members: { name: string; offset: number }[] }>
    >('structs.json', {})
    const wanted = Object.entries(uapi).filter(([, { header }]) => header === 'linux/dcbnl.h')
    expect(wanted.length).toBe(11)
    for (const [c, { size, members }] of wanted) {
      expect([c, structs.get(c)?.size]).toEqual([c, size])
      for (const { c: name, offset } of structs.get(c)?.members ?? []) {
        const theirs = members.find((member) => member.name === name)
        if (theirs !== undefined) expect([name, offset]).toEqual([name, theirs.offset])
      }
    }
  })
})

const eight = (value: number): number[] => Array.from({ length: 8 }, () => value)

it('writes and reads classes, applications and rates', () => {
  const value: DcbInput = {
    family: 'unspec',
    cmd: 'ieee-set',
    ifname: 'eth0',
    ieee: {
      ieeeEts: {
        willing: 1,
        etsCap: 8,
        cbs: 0,
        tcTxBw: eight(12),
        tcRxBw: eight(12),
        tcTsa: eight(2),
        prioTc: [0, 1, 2, 3, 4, 5, 6, 7],
        tcRecoBw: eight(0),
        tcRecoTsa: eight(0),
        recoPrioTc: eight(0)
      },
      ieeeAppTable: { ieeeApp: [{ selector: 5, priority: 3, protocol: 46 }] },
      ieeeMaxrate: { tcMaxrate: eight(1_000_000) }
    }
  }
  const writer = new Writer()
  dcbCodec.encode(writer, value)
  const u8 = writer.toBytes()
  expect(u8[1]).toBe(DCB_CMD.number['ieee-set'])
  expect(dcbCodec.decode(bytesOf(u8), 0, u8.length)).toMatchObject(value)
})
