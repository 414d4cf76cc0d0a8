/** The kernel's own messages, group 1. Source of truth: kobject_uevent_env(), lib/kobject_uevent.c. */
import { text, Writer } from '@nlkit/core/codec'
import { readFields, type UeventFields } from './fields.ts'
import { readProperties, writeProperties, type Properties } from './properties.ts'
import { reject, type Rejected } from './rejected.ts'

/** Today's kernels make less than 4 KiB: UEVENT_BUFFER_SIZE is 2048, and the device's path comes twice. */
const MOST_BYTES = 65_536

/**
 * Reads a message of the kernel: `action@devpath`, then `KEY=VALUE` pairs, NUL behind each. It is rejected when
 * its first line says something else than its properties.
 */
export function parseKernelUevent(message: Uint8Array): UeventFields | Rejected {
  if (message.length > MOST_BYTES) return reject('too-long', `${message.length} bytes`)
  const nul = message.indexOf(0)
  if (nul === -1) return reject('malformed', 'no NUL behind the first line')
  const properties = readProperties(message.subarray(nul + 1))
  if (typeof properties === 'string') return reject('malformed', properties)
  const fields = readFields(properties)
  if (typeof fields === 'string') return reject('malformed', fields)
  if (text(message, 0, nul) !== `${fields.action}@${fields.devpath}`) {
    return reject('malformed', 'the first line differs from ACTION and DEVPATH')
  }
  return fields
}

/**
 * The bytes of such a message, for tests and for containers' managers. Properties are written in their order.
 * @throws TypeError for properties that cannot be written, or without ACTION and DEVPATH
 */
export function encodeKernelUevent(properties: Properties): Uint8Array {
  const { ACTION, DEVPATH } = properties
  if (ACTION === undefined) throw new TypeError('properties.ACTION: is missing')
  if (DEVPATH === undefined) throw new TypeError('properties.DEVPATH: is missing')
  const writer = new Writer()
  writer.text(`${ACTION}@${DEVPATH}`, 'properties.DEVPATH', MOST_BYTES)
  writeProperties(writer, properties)
  return writer.toBytes()
}
