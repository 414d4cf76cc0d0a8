/** Batches for a kernel that a test scripts. */
import { ScriptedKernel, type Script } from '../../testing/index.ts'
import { Connection } from '../connection.ts'
import { rawCodec } from '../raw.ts'
import type { RequestSpec } from '../spec.ts'

export const NEW = 16

/** A message whose payload begins with `value`. */
export function add(value: number, more: object = {}): RequestSpec<Uint8Array> {
  return {
    type: NEW,
    name: 'TEST_NEW',
    body: rawCodec,
    value: Uint8Array.of(value & 255, value >> 8, 0, 0),
    ...more
  }
}

export function open(
  script: Script,
  options: object = {}
): { connection: Connection; kernel: ScriptedKernel } {
  const kernel = new ScriptedKernel(script)
  return { connection: Connection.open({ protocol: 0, transport: kernel, ...options }), kernel }
}
