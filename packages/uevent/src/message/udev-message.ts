/**
 * The messages that udev sends to group 2 when its rules have run. Source of truth: struct monitor_netlink_header of
 * sd-device's monitor, which libudev has had in this form since 2010. Sizes are in host byte order, what filters look at in network order.
 */
import { bytesOf, LE, Writer } from '@nlkit/core/codec'
import { readFields, splitTags, type UeventFields } from './fields.ts'
import { readProperties, writeProperties, type Properties } from './properties.ts'
import { reject, type Rejected } from './rejected.ts'
import { filterHash, tagBloom } from './tag-bloom.ts'

/** Offsets in the header, also what filters in the kernel load. */
export const UDEV_MAGIC_OFFSET = 8
const HEADER_SIZE_OFFSET = 12
const PROPERTIES_OFFSET = 16
const PROPERTIES_LENGTH = 20
export const UDEV_SUBSYSTEM_HASH_OFFSET = 24
export const UDEV_DEVTYPE_HASH_OFFSET = 28
export const UDEV_TAG_BLOOM_HIGH_OFFSET = 32
export const UDEV_TAG_BLOOM_LOW_OFFSET = 36
export const UDEV_HEADER_SIZE = 40
export const UDEV_MAGIC = 0xfeedcafe

const PREFIX = Uint8Array.of(0x6c, 0x69, 0x62, 0x75, 0x64, 0x65, 0x76, 0) // "libudev\0"

/** What udev's own receivers have room for. */
const MOST_BYTES = 8192

/** Reads a message of udev. The header may be longer than we know, and bytes may follow the properties. */
export function parseUdevMessage(message: Uint8Array): UeventFields | Rejected {
  if (message.length > MOST_BYTES) return reject('too-long', `${message.length} bytes`)
  if (!PREFIX.every((byte, i) => byte === message[i])) return reject('magic', "no 'libudev' in front")
  if (message.length < UDEV_HEADER_SIZE) return reject('version', `a header of ${message.length} bytes`)
  const { view } = bytesOf(message)
  const magic = view.getUint32(UDEV_MAGIC_OFFSET)
  if (magic !== UDEV_MAGIC) return reject('magic', `magic 0x${magic.toString(16)}`)
  const headerSize = view.getUint32(HEADER_SIZE_OFFSET, LE)
  if (headerSize < UDEV_HEADER_SIZE) return reject('version', `a header of ${headerSize} bytes`)
  const start = view.getUint32(PROPERTIES_OFFSET, LE)
  const length = view.getUint32(PROPERTIES_LENGTH, LE)
  if (start < headerSize || start + length > message.length) {
    return reject('malformed', `${length} bytes of properties at ${start} in ${message.length}`)
  }
  const properties = readProperties(message.subarray(start, start + length))
  if (typeof properties === 'string') return reject('malformed', properties)
  const fields = readFields(properties)
  return typeof fields === 'string' ? reject('malformed', fields) : fields
}

/**
 * The bytes of such a message, hashes and tag bits included, as udev would send it: for tests, and for what takes udev's place.
 * @throws TypeError for properties that cannot be written
 * @throws RangeError for more than 8192 bytes
 */
export function encodeUdevMessage(properties: Properties): Uint8Array {
  const writer = new Writer()
  writer.bytes(PREFIX)
  writer.reserve(UDEV_HEADER_SIZE - PREFIX.length)
  writeProperties(writer, properties)
  const { view, length } = writer
  if (length > MOST_BYTES)
    throw new RangeError(`properties: ${length} bytes, at most ${MOST_BYTES} with the header`)
  const bloom = tagBloom(splitTags(properties['TAGS'] ?? ''))
  view.setUint32(UDEV_MAGIC_OFFSET, UDEV_MAGIC)
  view.setUint32(HEADER_SIZE_OFFSET, UDEV_HEADER_SIZE, LE)
  view.setUint32(PROPERTIES_OFFSET, UDEV_HEADER_SIZE, LE)
  view.setUint32(PROPERTIES_LENGTH, length - UDEV_HEADER_SIZE, LE)
  view.setUint32(UDEV_SUBSYSTEM_HASH_OFFSET, filterHash(properties['SUBSYSTEM']))
  view.setUint32(UDEV_DEVTYPE_HASH_OFFSET, filterHash(properties['DEVTYPE']))
  view.setUint32(UDEV_TAG_BLOOM_HIGH_OFFSET, bloom.high)
  view.setUint32(UDEV_TAG_BLOOM_LOW_OFFSET, bloom.low)
  return writer.toBytes()
}
