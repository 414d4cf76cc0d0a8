/** The generator and what it generates, on a schema that has every payload kind. */
import { assert, gen, integer, property } from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  bytesOf,
  DecodeError,
  extend,
  extended,
  flagNames,
  headerOnly,
  locate,
  unknownAttributes,
  Writer
} from '@nlkit/core/codec'
import { generate, loadWorkspace, schemaJson } from '../src/index.ts'
import { loadConverters, valueOf, type Draw } from '../src/testing/index.ts'
import {
  decodeLeaf,
  encodeLeaf,
  leafPaths,
  sampleCodec,
  samplePaths,
  type SampleInput
} from './fixture/codec.ts'
import { MODE, RTM_NEWSAMPLE, SA_MANY, SAMPLE_F, SAMPLE_LIMIT } from './fixture/constants.ts'
import { sample } from './fixture/schema.ts'

const schema = fileURLToPath(new URL('fixture/schema.ts', import.meta.url))
const workspace = await loadWorkspace([schema], () => 'fixture')

const HEADER = 28

function encoded(value: SampleInput): Uint8Array {
  const writer = new Writer(16)
  sampleCodec.encode(writer, value)
  return writer.toBytes()
}

/** The attributes only, as hex. */
function attributes(value: SampleInput): string {
  return Buffer.from(encoded(value).subarray(HEADER)).toString('hex')
}

function decoded(attributesHex: string, header = '00'.repeat(HEADER)): ReturnType<typeof sampleCodec.decode> {
  const bytes = new Uint8Array(Buffer.from(header + attributesHex, 'hex'))
  return sampleCodec.decode(bytesOf(bytes), 0, bytes.length)
}

describe('the generator', () => {
  test('writes what is committed; UPDATE=1 commits what it writes', () => {
    const { files, errors } = generate(workspace)
    expect(Object.fromEntries(errors)).toEqual({})
    for (const [path, text] of files) {
      if (process.env['UPDATE'] === '1') writeFileSync(path, text)
      expect(readFileSync(path, 'utf8')).toBe(text)
    }
  })

  test('writes the same each time', () => {
    expect([...generate(workspace).files]).toEqual([...generate(workspace).files])
  })

  test('exports constants in the kernel’s spelling', () => {
    expect({ RTM_NEWSAMPLE, SA_MANY, SAMPLE_LIMIT }).toEqual({
      RTM_NEWSAMPLE: 500,
      SA_MANY: 48,
      SAMPLE_LIMIT: 5
    })
    expect(flagNames(SAMPLE_F, 0x80000001)).toEqual(['ONE', 'TOP'])
    expect(MODE.number['on-demand']).toBe(1)
  })

  test('prints schemas as JSON', () => {
    const json = schemaJson(workspace)['fixture']
    expect(json?.messages).toContainEqual({ c: 'RTM_NEWSAMPLE', number: 500, schema: 'sample' })
    expect(json?.attributes).toContainEqual({
      c: 'SA_BE16',
      number: 7,
      set: 'SA',
      path: 'sample.be16',
      key: 'be16',
      type: 'be16'
    })
    expect(json?.attributes).toContainEqual({
      c: 'ONE_PEER',
      number: 1,
      set: 'ONE',
      path: 'sample.info.data.peer',
      key: 'peer',
      type: 'message sample'
    })
    expect(json?.structs.find(({ c }) => c === 'samplemsg')).toMatchObject({
      size: 28,
      members: expect.arrayContaining([
        { c: 'sm_index', key: 'index', offset: 4, size: 4, type: 's32' }
      ]) as unknown
    })
  })
})

describe('random values', async () => {
  const converters = await loadConverters(workspace)

  test('come back equal', () => {
    assert(
      property(gen(), (draws) => {
        const draw: Draw = (min, max) => draws(integer, { min, max })
        const value = valueOf(sample, draw, {}, converters)
        const bytes = encoded(value)
        const out = sampleCodec.decode(bytesOf(bytes), 0, bytes.length)
        expect(out).toEqual(value)
        expect(Buffer.from(encoded(out)).toString('hex')).toBe(Buffer.from(bytes).toString('hex'))
      }),
      { numRuns: 150, endOnFailure: true }
    )
  })
})

describe('headers', () => {
  test('are keys beside the attributes', () => {
    const value: SampleInput = {
      family: 'inet',
      low: 5,
      high: 17,
      index: -1,
      handle: '1:a',
      src: '10.0.0.1',
      u8: 7
    }
    const bytes = encoded(value)
    expect(Buffer.from(bytes.subarray(0, HEADER)).toString('hex')).toBe(
      '028d0000ffffffff0a0001000a000001000000000000000000000000'
    )
    const out = sampleCodec.decode(bytesOf(bytes), 0, bytes.length)
    expect(out).toMatchObject({ ...value, table: 0 })
    expect(sampleCodec.identity?.(out)).toBe('inet|-1')
  })

  test('that are cut are refused', () => {
    expect(() => decoded('', '00'.repeat(HEADER - 1))).toThrow(
      new DecodeError('27 bytes, needs 28', 0).message
    )
  })

  test('and an attribute that only widens a member are one key', () => {
    expect(Buffer.from(encoded({ table: 7 })).readUInt8(2)).toBe(7)
    expect(Buffer.from(encoded({ table: 700 })).readUInt8(2)).toBe(252)
    expect(attributes({ table: 700 })).toBe('08002c00bc020000')
    expect(decoded('08002c00bc020000').table).toBe(700)
    const narrow = decoded('', `0000ff${'00'.repeat(HEADER - 3)}`)
    expect([narrow.table, narrow[headerOnly]]).toEqual([255, true])
    expect(attributes(narrow)).toBe('')
    // What does not fit goes into the attribute in any case.
    expect(attributes({ ...narrow, table: 256 })).toBe('08002c0000010000')
  })
})

describe('payloads on the wire', () => {
  test.each<[string, SampleInput, string]>([
    ['s8', { s8: -2 }, '05000400fe000000'],
    ['network order', { be32: 1, sbe32: -2 }, '080008000000000108000900fffffffe'],
    ['uint, short and long', { uint: 5, sint: -(2 ** 33) }, '08001000050000000c00110000000000feffffff'],
    ['text without NUL', { text: 'ab' }, '0600150061620000'],
    ['labels by the family', { family: 'mpls', dst: [{ label: 16 }] }, '0800190000010100'],
    ['named positions', { conf: { hopLimit: 9 } }, '10002000000000000000000009000000'],
    [
      'a default, and a count',
      { keys: { keys: [{ mask: 1, val: 2 }] } },
      `54001d000102${'00'.repeat(70)}0000000100000002`
    ],
    ['numbers in a row', { list: [1, 2, 3] }, '0a001f000100020003000000'],
    [
      'numbered nests',
      { entries: [{ id: 1 }, { id: 2 }] },
      '1c0024800c00018008000100010000000c0002800800010002000000'
    ],
    [
      'numbered values from 0',
      { targets: ['10.0.0.1', '10.0.0.2'] },
      '14002580080000000a000001080001000a000002'
    ],
    ['keyed numbers', { levels: [{ level: 9, value: 1 }] }, '0c0027800500090001000000'],
    ['a repeated attribute', { names: ['a', 'b'] }, '06002800610000000600280062000000'],
    ['the flag of network order', { flagged: 1 }, '06002f4000010000']
  ])('%s', (_, value, hex) => {
    expect(attributes(value)).toBe(hex)
  })
})

describe('choices', () => {
  test('by a sibling are made when it is known, wherever it stands', () => {
    // INFO_DATA, then INFO_KIND.
    const out = decoded('180029000c00010006000100005000000800020074776f00')
    expect(out.info).toEqual({ kind: 'two', data: { port: 80 } })
  })

  test('of unknown kinds keep their bytes', () => {
    const hex = attributes({ info: { kind: 'foo', data: Uint8Array.of(1, 2) } })
    expect(decoded(hex).info).toEqual({ kind: 'foo', data: Uint8Array.of(1, 2) })
    expect(() => attributes({ info: { kind: 'foo', data: { port: 1 } as never } })).toThrow(
      new TypeError("info.data: nothing is known about 'foo', so it takes a Uint8Array")
    )
  })

  test('take bytes for any kind', () => {
    expect(
      decoded(attributes({ info: { kind: 'two', data: Uint8Array.of(6, 0, 1, 0, 0, 80, 0, 0) } })).info
    ).toEqual({
      kind: 'two',
      data: { port: 80 }
    })
  })

  test('by an enumeration take names and numbers', () => {
    expect(attributes({ info: { mode: 'off', modeData: 5 } })).toBe(
      attributes({ info: { mode: 0, modeData: 5 } as never })
    )
    expect(decoded(attributes({ info: { mode: 'on-demand', modeData: [1, 2] } })).info).toEqual({
      mode: 'on-demand',
      modeData: [1, 2]
    })
  })

  test('by a key outside and by the header', () => {
    const value: SampleInput = {
      family: 'inet6',
      kind: 'two',
      twig: { byKind: 'text' },
      leaf: { byFamily: '::1' }
    }
    const bytes = encoded(value)
    expect(sampleCodec.decode(bytesOf(bytes), 0, bytes.length)).toMatchObject(value)
  })

  test('of the header have one interface', () => {
    expect(decoded(attributes({ form: { b: 1 } })).form?.b).toBe(1)
    const bytes = encoded({ family: 'inet', form: { a: 1 } })
    expect(sampleCodec.decode(bytesOf(bytes), 0, bytes.length).form?.a).toBe(1)
  })

  test('are extended by whoever knows more', () => {
    const codec = extend(sampleCodec, {
      'Info.data': { foo: { decode: decodeLeaf, encode: encodeLeaf, paths: leafPaths } }
    })
    const writer = new Writer()
    codec.encode(writer, { info: { kind: 'foo', data: extended({ id: 7 }) } })
    const bytes = writer.toBytes()
    expect(codec.decode(bytesOf(bytes), 0, bytes.length).info).toEqual({ kind: 'foo', data: { id: 7 } })
    // Without it the same bytes are bytes, and nothing was registered anywhere.
    expect(sampleCodec.decode(bytesOf(bytes), 0, bytes.length).info?.data).toBeInstanceOf(Uint8Array)
    const at = Buffer.from(bytes).indexOf(Buffer.from('0800010007000000', 'hex'))
    expect(locate(codec.paths, bytesOf(bytes), 0, bytes.length, at)).toBe('info.data.id')
    expect(() => codec.encode(new Writer(), { info: { kind: 'foo', data: extended({ idd: 7 }) } })).toThrow(
      "info.data.idd: unknown key, did you mean 'id'?"
    )
  })
})

describe('growth', () => {
  test('leaves out what an older kernel does not send', () => {
    expect(decoded(`10001c0001000000${'6162'.padEnd(16, '0')}`).grown).toEqual({ first: 1, name: 'ab' })
  })

  test('ignores what only a newer one sends', () => {
    const whole = attributes({ grown: { first: 1, name: 'ab', count: 2, port: 80, mode: 'off' } })
    const longer = Buffer.concat([Buffer.from(whole, 'hex'), Buffer.from('ffffffff', 'hex')])
    longer.writeUInt16LE(longer.length, 0)
    expect(decoded(longer.toString('hex')).grown).toEqual({
      first: 1,
      name: 'ab',
      count: 2,
      port: 80,
      mode: 'off'
    })
  })

  test('ends at the least', () => {
    expect(() => decoded(`0c001c0001000000${'00'.repeat(4)}`)).toThrow(
      'grown: 8 bytes, needs 12 (at byte 32)'
    )
  })
})

describe('what a schema does not know', () => {
  test('is kept and written back', () => {
    const hex = '05006300010000000600648002030000'
    const out = decoded(hex)
    expect(out[unknownAttributes]).toEqual([
      { type: 99, data: Uint8Array.of(1) },
      { type: 100, data: Uint8Array.of(2, 3), nested: true }
    ])
    expect(JSON.stringify(out)).not.toContain('99')
    expect(attributes(out)).toBe(hex)
  })

  test('is kept in nests and in large sets, too', () => {
    const hex = attributes({ many: { a: 1, [unknownAttributes]: [{ type: 9, data: new Uint8Array(0) }] } })
    expect(decoded(hex).many).toEqual({ a: 1, [unknownAttributes]: [{ type: 9, data: new Uint8Array(0) }] })
  })

  test('is a number where it is a value', () => {
    const bytes = encoded({ family: 77, info: { mode: 77 } })
    const out = sampleCodec.decode(bytesOf(bytes), 0, bytes.length)
    expect([out.family, out.info?.mode]).toEqual([77, 77])
    expect(Buffer.from(encoded(out)).toString('hex')).toBe(Buffer.from(bytes).toString('hex'))
  })
})

describe('flags of attributes', () => {
  test('do not change what they are', () => {
    expect(decoded('0800038001000000').u32).toBe(1)
  })

  test('of network order are honoured for integers in host order, and nothing else', () => {
    expect(decoded('0800034000000001').u32).toBe(1)
    expect(decoded('0600074000500000').be16).toBe(80)
    expect(decoded('0700144061620000').name).toBe('ab')
    expect(decoded('0c002280080001400000000a').leaf).toEqual({ id: 10 })
  })
})

describe('mistakes', () => {
  test.each<[SampleInput, string]>([
    [{ leaf: { id: 16777216 } }, 'leaf.id: 16777216 is above 16777215'],
    [{ leaf: { inside: { inside: { id: -1 } } } }, 'leaf.inside.inside.id: -1 is below 0'],
    [{ entries: [{ id: 1 }, { id: 1.5 }] }, 'entries[1].id: 1.5 is not an integer'],
    [{ names: ['a', 'longer than it may be'] }, "names[1]: 'longer than it may be' is longer than 7 bytes"],
    [{ keys: { keys: [{ mask: 2 ** 32 }] } }, 'keys.keys[0].mask: 4294967296 is above 4294967295'],
    [{ keys: { pair: [1, 70000] } }, 'keys.pair[1]: 70000 is above 65535'],
    [{ keys: { inner: { v4: 'x' } } }, "keys.inner.v4: 'x' is not an IPv4 address"],
    [{ info: { kind: 'one', data: { peer: { u8: 256 } } } }, 'info.data.peer.u8: 256 is above 255'],
    [{ family: 'inett' as never }, "family: 'inett' is not known, did you mean 'inet'?"],
    [{ handle: 'x' }, "handle: 'x' is not a handle"],
    [{ custom: { a: 300, b: 0, family: undefined } }, 'custom.a: 300 is above 255'],
    [{ policy: [{ attribute: 70000, port: 1 }] }, 'policy[0].attribute: 70000 is above 16383'],
    [{ conf: { forwardng: 1 } as never }, "conf.forwardng: unknown key, did you mean 'forwarding'?"],
    [{ grown: { frst: 1 } as never }, "grown.frst: unknown key, did you mean 'first'?"],
    [{ data: new Uint8Array(0) }, 'data: 0 bytes, but it takes 1 at least'],
    [{ table: -1 }, 'table: -1 is below 0']
  ])('%j', (value, message) => {
    expect(() => encoded(value)).toThrow(message)
  })
})

describe('malformed bytes', () => {
  test('name the attribute', () => {
    expect(() => decoded('06000300ffff0000')).toThrow('u32: 2 bytes, needs 4 (at byte 32)')
    expect(() => decoded('0c0022800600010001000000')).toThrow('leaf.id: 2 bytes, needs 4 (at byte 36)')
    expect(() => decoded('08002280ff000100')).toThrow(
      'leaf.id: an attribute of 255 bytes where 4 are left (at byte 32)'
    )
    expect(() => decoded('05002e00010000')).toThrow('custom.a: 1 bytes, needs 2')
  })

  test('are errors of one class, told across copies of the package', () => {
    const error = (() => {
      try {
        decoded('06000300ffff0000')
      } catch (thrown) {
        return thrown
      }
      return undefined
    })()
    expect(DecodeError.is(error)).toBe(true)
    expect(DecodeError.is({ [Symbol.for('nlkit.DecodeError')]: true })).toBe(true)
    expect(error).toMatchObject({ path: 'u32', offset: 32, reason: '2 bytes, needs 4', name: 'DecodeError' })
  })

  test('may end in less than an attribute', () => {
    expect(decoded('0500010001000000ffff').u8).toBe(1)
  })
})

test('what is inside is found by its offset', () => {
  const bytes = encoded({ levels: [{ level: 9, value: 1 }], info: { kind: 'two', data: { port: 1 } } })
  const at = Buffer.from(bytes).indexOf(Buffer.from('0600010000010000', 'hex'))
  expect(locate(samplePaths, bytesOf(bytes), 0, bytes.length, at)).toBe('info.data.port')
  expect(locate(samplePaths, bytesOf(bytes), 0, bytes.length, HEADER + 4)).toBe('levels[0]')
})
