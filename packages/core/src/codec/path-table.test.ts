import { describe, expect, it } from 'vitest'
import { bytesOf, extend, pathTable, Writer, type Codec } from './index.ts'

describe('a table of keys', () => {
  it('is made once, when it is first looked into', () => {
    let made = 0
    const table = pathTable('TEST', 4, function () {
      made += 1
      return { members: { index: [0, 4] }, attributes: { mtu: 4 } }
    })
    expect(table).toMatchObject({ prefix: 'TEST', header: 4 })
    expect(made).toBe(0)
    expect(table.members).toEqual({ index: [0, 4] })
    expect(table.attributes).toEqual({ mtu: 4 })
    expect(made).toBe(1)
  })

  it('checks keys, and does so for a codec that knows more payloads', () => {
    const paths = pathTable('TEST', 4, function () {
      return { members: { index: [0, 4] }, attributes: { mtu: 4 } }
    })
    const codec: Codec<object, object> = {
      name: 'test',
      headerSize: 4,
      paths,
      decode: () => ({}),
      encode(writer, value) {
        writer.checkKeys(value, this.paths)
      },
      identity: () => ''
    }
    const more = extend(codec, { 'Test.data': { foo: { decode: () => ({}), encode: () => undefined } } })
    for (const one of [codec, more]) {
      expect(() => one.encode(new Writer(), { mtu: 1, index: 2 })).not.toThrow()
      expect(() => one.encode(new Writer(), { mtv: 1 })).toThrow("mtv: unknown key, did you mean 'mtu'?")
    }
    expect(more.paths).toMatchObject({ prefix: 'TEST', header: 4, attributes: { mtu: 4 } })
    expect(more.decode(bytesOf(new Uint8Array(4)), 0, 4)).toEqual({})
  })
})
