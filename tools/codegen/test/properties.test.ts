/** Every message of every schema in the workspace, there and back, with values made of the schemas themselves. */
import { assert, gen, integer, property } from 'fast-check'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { bytesOf, Writer, type Codec } from '@nlkit/core/codec'
import type { Message } from '@nlkit/core/schema'
import { loadWorkspace, workspaceSchemas } from '../src/index.ts'
import { lowerCodec } from '../src/names.ts'
import { loadConverters, valueOf, type Draw } from '../src/testing/index.ts'
import { customs } from './customs.fixture.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const workspace = await loadWorkspace(workspaceSchemas(root), () => '')
const converters = await loadConverters(workspace)

for (const unit of workspace.units) {
  const messages = unit.entities.filter((entity): entity is Message => entity.kind === 'message')
  if (messages.length === 0) continue
  describe(`messages of ${unit.schema.slice(root.length)}`, () => {
    test.each(messages.map((message) => [message.name, message] as const))(
      '%s comes back equal',
      async (_, message) => {
        const module = (await import(unit.codec)) as Record<string, Codec<object, object>>
        const codec = module[lowerCodec(message)]
        expect(codec, `${lowerCodec(message)} in ${unit.codec}`).toBeDefined()
        if (codec === undefined) return
        const writer = new Writer(64)
        assert(
          property(gen(), (draws) => {
            const draw: Draw = (min, max) => draws(integer, { min, max })
            const value = valueOf(message, draw, customs, converters)
            const bytes = encode(codec, writer, value)
            const decoded = codec.decode(bytesOf(bytes), 0, bytes.length)
            expect(decoded).toEqual(value)
            // What this library wrote comes back byte for byte.
            expect(Buffer.from(encode(codec, writer, decoded)).toString('hex')).toBe(
              Buffer.from(bytes).toString('hex')
            )
            // And survives JSON, binary payloads aside.
            expect(() => JSON.stringify(decoded)).not.toThrow()
          }),
          { numRuns: 40, endOnFailure: true }
        )
      }
    )
  })
}

function encode(codec: Codec<object, object>, writer: Writer, value: object): Uint8Array {
  writer.reset()
  codec.encode(writer, value)
  return writer.toBytes()
}
