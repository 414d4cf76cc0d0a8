/**
 * What nobody has type-checked, put at every place of every message of the workspace: it comes back as it is, or it is refused with
 * an error that names the place. Never is something else encoded in silence, and never is an error without the key's path.
 */
import { fileURLToPath } from 'node:url'
import { describe, expect, it, test } from 'vitest'
import { bytesOf, Writer, type Codec } from '@nlkit/core/codec'
import type { Message, Type } from '@nlkit/core/schema'
import { loadWorkspace, workspaceSchemas } from '../src/index.ts'
import type { ObjectEntity } from '../src/entities.ts'
import { lowerCodec } from '../src/names.ts'
import { placesOf, type Place } from '../src/testing/index.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const workspace = await loadWorkspace(workspaceSchemas(root), () => '')

const WRONG: readonly unknown[] = [
  null,
  5n,
  -1n,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  1.5,
  2 ** 32,
  2 ** 64,
  '',
  'x',
  '5',
  [],
  [[]],
  [null],
  {},
  { nope: 1 },
  true,
  () => 1
]

/** A right value of each hand-written payload that is an object or a list. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  multipath: [{ flags: 0, hops: 1, ifindex: 3, gateway: '10.0.0.1' }],
  seg6Tunnel: { mode: 'encap', segments: ['fc00::1'], flags: 0, tag: 5, tlvs: new Uint8Array(8) },
  srh: { segments: ['fc00::1'], flags: 0, tag: 5, tlvs: new Uint8Array(8) },
  mdbEntryInfo: {
    ifindex: 1,
    state: 'permanent',
    flags: 0,
    vid: 5,
    addr: '224.1.1.1',
    proto: 0x800,
    timer: 1
  },
  mdbEntryBase: { ifindex: 1, state: 'permanent', flags: 0, vid: 5, addr: '224.1.1.1', proto: 0x800 },
  inetConf: { forwarding: 1, rpFilter: 2 },
  inet6Statistics: { num: 38, inpkts: 5 },
  ematchList: [
    {
      matchid: 0,
      kind: 'cmp',
      flags: 0,
      pad: 0,
      data: { val: 1, mask: 1, off: 0, align: 1, layer: 0 }
    },
    {
      matchid: 0,
      kind: 'nbyte',
      flags: 0,
      pad: 0,
      data: { off: 0, len: 1, layer: 0, pattern: Uint8Array.of(1) }
    },
    {
      matchid: 0,
      kind: 'meta',
      flags: 0,
      pad: 0,
      data: { hdr: { left: { kind: { type: 'int', id: 'dev' } } }, rvalue: 5 }
    }
  ],
  fqCodelFlow: { type: 1, deficit: 1, count: 2 },
  info: { tag: 1, pAddress: { family: 'inet', addr: '10.0.0.1', port: 5 } },
  mclist: [{ index: 1, count: 1, type: 0, addr: '02:00:00:00:00:01' }],
  addresses: [{ family: 'inet6', addr: '::1', port: 5, flowinfo: 1, scopeId: 2 }],
  groups: [1],
  appTrust: ['dscp', 'pcp']
}

function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return 'a function'
  return typeof value === 'number' ? `${value}` : JSON.stringify(value)
}

/** Whether what was decoded says the same as what was put there. */
function isSame(type: Type, put: unknown, got: unknown): boolean {
  if (Object.is(put, got)) return true
  // A moment may be said in digits or as a bigint, too: what a number holds is told as one.
  if (type.kind === 'custom' && type.name === 'clockTime') return String(put) === String(got)
  if (typeof put === 'number' || typeof put === 'bigint') {
    if (type.kind === 'integer64' && type.as === 'id') return got === `0x${put.toString(16)}`
    const known = type.kind === 'integer' ? (type.enumeration?.entries ?? []) : []
    return known.some(({ name, value }) => name === got && value === put)
  }
  // Without elements nothing is written, or as many zeros as there always are.
  if (Array.isArray(put)) return put.length === 0 && (got === undefined || got === '0x' || isZero(got, type))
  // What an object leaves out is zero.
  return isRecord(put) && Object.keys(put).length === 0 && isRecord(got)
}

function isZero(value: unknown, type?: Type): boolean {
  if (Array.isArray(value)) {
    const element = type?.kind === 'array' ? type.element : undefined
    return value.every((one) => isZero(one, element))
  }
  if (isRecord(value)) return Object.values(value).every((one) => isZero(one))
  const names = type?.kind === 'integer' ? (type.enumeration?.entries ?? []) : []
  return value === 0 || value === '' || names.some((entry) => entry.value === 0 && entry.name === value)
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What is wrong with what becomes of a value. */
function surprise(
  codec: Codec<object, object>,
  writer: Writer,
  { path, type, put, get }: Place,
  value: unknown
): string | undefined {
  let bytes: Uint8Array
  try {
    writer.reset()
    codec.encode(writer, put(value))
    bytes = writer.toBytes()
  } catch (error) {
    const isNamed =
      error instanceof Error && ['', '.', '[', ':'].some((end) => error.message.startsWith(path + end))
    const isTyped = error instanceof TypeError || error instanceof RangeError
    return isTyped && isNamed ? undefined : String(error)
  }
  let decoded: unknown
  try {
    decoded = get(codec.decode(bytesOf(bytes), 0, bytes.length))
  } catch (error) {
    return `encoded, and then ${String(error)}`
  }
  return isSame(type, value, decoded) ? undefined : `became ${shown(decoded)}`
}

/** The keys and elements of a hand-written payload, by one that is right. */
function* insideOf({ path, put, get }: Place, sample: unknown): Generator<Place> {
  if (typeof sample !== 'object' || sample === null || sample instanceof Uint8Array) return
  for (const [key, one] of Object.entries(sample)) {
    const at = Array.isArray(sample) ? Number(key) : key
    const place: Place = {
      path: typeof at === 'number' ? `${path}[${at}]` : `${path}.${at}`,
      type: ANY,
      put: (value) =>
        put(Array.isArray(sample) ? sample.with(at as number, value) : { ...sample, [at]: value }),
      get: (decoded) => (get(decoded) as Record<string | number, unknown> | undefined)?.[at]
    }
    yield place
    yield* insideOf(place, one)
  }
}

/** Of hand-written payloads no schema says more. */
const ANY: Type = { kind: 'pad' }

function* allPlaces(message: Message, seen: Set<ObjectEntity>): Generator<Place> {
  for (const place of placesOf(message, seen)) {
    yield place
    if (place.type.kind === 'custom') yield* insideOf(place, SAMPLES[place.type.name])
  }
}

const modules = new Map<string, Readonly<Record<string, Codec<object, object> | undefined>>>()
for (const unit of workspace.units)
  if (unit.entities.some(({ kind }) => kind === 'message')) modules.set(unit.codec, await import(unit.codec))

/** Objects that several messages have are looked at in the first. */
const seen = new Set<ObjectEntity>()
let places = 0

describe.each([...modules])('messages of %s', (path, module) => {
  const unit = workspace.units.find(({ codec }) => codec === path)
  const messages = unit?.entities.filter((entity): entity is Message => entity.kind === 'message') ?? []
  it.each(messages.map((message) => [message.name, message] as const))('%s', (_, message) => {
    const codec = module[lowerCodec(message)]
    if (codec === undefined) return expect.unreachable()
    const writer = new Writer(64)
    const surprises: string[] = []
    for (const place of allPlaces(message, seen)) {
      places += 1
      for (const value of WRONG) {
        const found = surprise(codec, writer, place, value)
        if (found !== undefined)
          surprises.push(`${place.path} (${place.type.kind}) = ${shown(value)}: ${found}`)
      }
    }
    expect(surprises).toEqual([])
  })
})

test('these are all places', () => {
  expect(places).toBeGreaterThan(3000)
})
