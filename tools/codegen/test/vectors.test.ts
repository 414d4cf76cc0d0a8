/** Frames that other libraries and the kernel's own tests assert, decoded by whatever schema of the workspace they belong to. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { bytesOf, DecodeError, Writer, type Bytes, type Codec } from '@nlkit/core/codec'
import type { Attribute, AttributeSet, Lazy, Message, Struct } from '@nlkit/core/schema'
import { loadWorkspace, workspaceSchemas, type Unit } from '../src/index.ts'
import { casesOf, force } from '../src/entities.ts'
import { decoderOf, lowerCodec } from '../src/names.ts'
import { differences } from '../src/testing/index.ts'
import { areSameSets } from './attribute-sets.fixture.ts'
import { comparedFiles, hasVectors, vectors, vectorsPath, type Vector } from './vectors.fixture.ts'

const NLMSG_HDRLEN = 16

const root = fileURLToPath(new URL('../../..', import.meta.url))
const workspace = await loadWorkspace(workspaceSchemas(root), () => '')

/** What vectors expect and is not followed: by the end of their source and the path, and why. */
const exceptions: readonly (readonly [source: string, path: string, why: string])[] = [
  ['nl0.pcap#5.1', '.linkinfo.data.bridge_id.prio', 'a big-endian priority in host order: `ip` shows 8000'],
  ['nl0.pcap#5.1', '.linkinfo.data.root_id.prio', 'a big-endian priority in host order: `ip` shows 8000'],
  ['nl0.pcap#6.1', '.linkinfo.data', 'erspan as bytes'],
  [
    'parse_xdp_attached',
    '.attached',
    'one attribute six times over: the last one counts, for the kernel too'
  ],
  ['fdb_local_vlan_0', '.linkinfo.data.multi_boolopt.value', 'an own name of optval'],
  ['fdb_local_vlan_0', '.linkinfo.data.multi_boolopt.mask', 'an own name of optmask'],
  ['link_batadv_with_ra', '.linkinfo.data.name', 'an own name of IFLA_BATADV_ALGO_NAME'],
  ['link_wwan_show', '.linkinfo.data.id', 'an own name of IFLA_WWAN_LINK_ID'],
  ['link_wwan_add', '.linkinfo.data.id', 'an own name of IFLA_WWAN_LINK_ID'],
  ['geneve_link_local', '.linkinfo.data.local', 'in no released header'],
  ['geneve_link_local6', '.linkinfo.data.local6', 'in no released header'],
  ['ip nexthop show id 1', '.header.resvd', 'reserved, and always 0'],
  ['ip nexthop show id 2', '.header.resvd', 'reserved, and always 0'],
  ['ip nexthop show id 101', '.header.resvd', 'reserved, and always 0'],
  ...[
    'ipv6_fwmark_suppress_ifgroup',
    'ipv4_iif_oif_prohibit',
    'ipv6_iif_oif_ipproto',
    'test_ipv4_rule',
    'test_ipv6_rule',
    'reals_src_dst'
  ].map((source) => [source, '.suppress_prefixlen', 'all ones are -1: none'] as const)
]

const isExcepted = (source: string, difference: string): boolean =>
  exceptions.some(([end, path]) => source.endsWith(end) && difference.startsWith(`${path}:`))

/** Frames whose attributes do not come back, and why. */
const oneWay: Readonly<Record<string, string>> = {
  test_non_null_terminated_string: 'the NUL that the kernel wants is written'
}

describe.skipIf(!hasVectors)(`test vectors of ${vectorsPath}`, () => {
  for (const file of comparedFiles) {
    const known = vectors(file).flatMap((vector) => {
      const target = targetOf(vector)
      return target === undefined ? [] : [{ vector, target }]
    })
    describe(`frames of ${file}`, () => {
      test('has a schema for every kind', () => {
        const without = vectors(file).filter((vector) => targetOf(vector) === undefined)
        expect(without.map(({ kind }) => kind)).toEqual([])
      })

      test.each(known.map(({ vector, target }) => [titleOf(vector), vector, target] as const))(
        '%s',
        async (_, vector, target) => {
          const bytes = new Uint8Array(Buffer.from(vector.hex, 'hex'))
          const start = vector.hasNlmsghdr ? NLMSG_HDRLEN : 0
          if (vector.malformed || vector.expected === null) {
            // What a source refuses may well be fine for the kernel; nothing else may happen.
            expect(outcome(() => target.decode(bytesOf(bytes), start, bytes.length))).toMatch(
              /^decoded$|^DecodeError$/
            )
            return
          }
          // A request with a shorter header than its type has.
          if (bytes.length - start < target.headerSize) {
            expect(outcome(() => target.decode(bytesOf(bytes), start, bytes.length))).toBe('DecodeError')
            return
          }
          const decoded = await target.decode(bytesOf(bytes), start, bytes.length)
          const { nlmsghdr: _header, ...expected } = vector.expected
          const differ = differences(target.entity, decoded, expected).filter(
            (line) => !isExcepted(vector.source, line)
          )
          expect(differ).toEqual([])
          if (!vector.roundtrip || target.encode === undefined) return
          const writer = new Writer()
          target.encode(writer, decoded)
          const again = writer.toBytes()
          expect(target.decode(bytesOf(again), 0, again.length)).toEqual(decoded)
          if (Object.keys(oneWay).some((name) => vector.source.endsWith(name))) return
          const size = target.headerSize
          expect(hex(again.subarray(0, size))).toBe(hex(bytes.subarray(start, start + size)))
          expect(areSameSets(again.subarray(size), bytes.subarray(start + size))).toBe(true)
        }
      )
    })
  }
})

test.runIf(hasVectors)('has no exception that nothing needs', () => {
  const sources = comparedFiles.flatMap((file) => vectors(file).map(({ source }) => source))
  const unused = exceptions.filter(([end]) => !sources.some((source) => source.endsWith(end)))
  expect(unused).toEqual([])
})

interface Target {
  readonly entity: Message | AttributeSet | Struct
  readonly headerSize: number
  readonly decode: (bytes: Bytes, start: number, end: number) => unknown
  readonly encode?: (writer: Writer, value: unknown) => void
}

/** The schema of a vector's kind: a message, a struct, attributes inside an attribute, one attribute. */
function targetOf({ kind }: Vector): Target | undefined {
  const [, what, c, family] = /^(struct|nlattrs|attr):(\w+)(?:\((?:AF_)?(\w+)\))?$/.exec(kind) ?? []
  for (const unit of workspace.units) {
    for (const entity of unit.entities) {
      if (entity.kind === 'message') {
        if (entity.messages.some((message) => message.c === kind)) return messageTarget(unit, entity)
        const attribute = entity.set.attributes.find((one) => one.c === c)
        if (what === 'attr' && attribute !== undefined)
          return singleTarget(messageTarget(unit, entity), attribute)
      }
      if (entity.kind === 'struct' && what === 'struct' && entity.c === c) return partTarget(unit, entity)
      if (entity.kind !== 'set' || what !== 'nlattrs') continue
      const attribute = entity.attributes.find((one) => one.c === c)
      if (attribute === undefined) continue
      const { type } = attribute
      if (type.kind === 'custom') return singleTarget(partTarget(unit, entity), attribute, type.sets[0])
      const nests = type.kind === 'choice' ? casesOf(type) : [['', type] as const]
      const nest = nests.find(([value]) => value === family?.toLowerCase())?.[1] ?? nests.at(-1)?.[1]
      const set = nest?.kind === 'nest' ? force(nest.set) : undefined
      const owner = set === undefined ? undefined : workspace.owner.get(set)
      if (set !== undefined && owner !== undefined) return partTarget(owner, set)
    }
  }
  return undefined
}

/** A payload, decoded in an attribute of its own. */
function singleTarget(around: Target, attribute: Attribute, set?: Lazy<AttributeSet>): Target {
  const decode = (bytes: Bytes, start: number, end: number): unknown => {
    const size = around.headerSize
    const message = Buffer.alloc(size + 4 + ((end - start + 3) & ~3))
    message.writeUInt16LE(4 + end - start, size)
    message.writeUInt16LE(attribute.number, size + 2)
    message.set(bytes.u8.subarray(start, end), size + 4)
    const whole = around.decode(bytesOf(message), 0, message.length) as Record<string, unknown>
    return whole[attribute.key]
  }
  return { entity: set === undefined ? around.entity : force(set), headerSize: 0, decode }
}

const modules = new Map<string, Record<string, never>>()
for (const unit of workspace.units) {
  if (unit.entities.some((entity) => entity.kind !== 'constants' && entity.kind !== 'flags')) {
    modules.set(unit.codec, (await import(unit.codec)) as Record<string, never>)
  }
}

function messageTarget(unit: Unit, entity: Message): Target {
  const codec = modules.get(unit.codec)?.[lowerCodec(entity)] as unknown as Codec<unknown, unknown>
  return {
    entity,
    headerSize: codec.headerSize,
    decode: codec.decode.bind(codec),
    encode: codec.encode.bind(codec)
  }
}

function partTarget(unit: Unit, entity: AttributeSet | Struct): Target {
  const decode = modules.get(unit.codec)?.[decoderOf(entity)] as unknown as Target['decode']
  return { entity, headerSize: 0, decode }
}

function outcome(run: () => unknown): string {
  try {
    run()
    return 'decoded'
  } catch (error) {
    return DecodeError.is(error) ? 'DecodeError' : String(error)
  }
}

function titleOf({ source }: Vector): string {
  return source.split(':').slice(1).join(':')
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
