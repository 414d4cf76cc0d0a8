import { text, Writer } from '@nlkit/core/codec'

/**
 * `KEY=VALUE` pairs, in the order they were sent. What is not UTF-8 is kept: each byte above 0x7f of such a text is a lone
 * surrogate U+DC80..U+DCFF, as in the rest of nlkit and in Python; {@link propertyBytes} gives the bytes back.
 */
export type Properties = Readonly<Record<string, string>>

/** Sets a key of a plain object; `__proto__` is a property like any other. */
export function setProperty(properties: Record<string, string>, key: string, value: string): void {
  if (key === '__proto__') {
    Object.defineProperty(properties, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    properties[key] = value
  }
}

/**
 * Reads pairs, each ended by a NUL; the last may lack it. A key that comes twice has its last value, as for udev.
 * @returns what is wrong, for bytes that are no such list
 */
export function readProperties(bytes: Uint8Array): Record<string, string> | string {
  const properties: Record<string, string> = {}
  for (let at = 0; at < bytes.length;) {
    const nul = bytes.indexOf(0, at)
    const stop = nul === -1 ? bytes.length : nul
    const equals = bytes.indexOf(0x3d, at)
    if (equals === -1 || equals >= stop) return `no '=' in the property at offset ${at}`
    if (equals === at) return `no key in the property at offset ${at}`
    setProperty(properties, text(bytes, at, equals), text(bytes, equals + 1, stop))
    at = stop + 1
  }
  return properties
}

/**
 * Writes pairs, each ended by a NUL.
 * @throws TypeError for a key that is empty or has a '=', for a value that is no string, and for a NUL in either
 */
export function writeProperties(writer: Writer, properties: Properties): void {
  for (const [key, value] of Object.entries(properties)) {
    if (key === '' || key.includes('=')) throw new TypeError(`properties: '${key}' is not a key`)
    if (typeof value !== 'string') throw new TypeError(`properties.${key}: expected a string`)
    writer.text(`${key}=${value}`, `properties.${key}`, MOST_BYTES)
  }
}

/** More than any message may have. */
const MOST_BYTES = 0x7fffffff

/** The bytes that a property's value (or key) was made of. @throws TypeError for a NUL */
export function propertyBytes(value: string): Uint8Array {
  const writer = new Writer()
  writer.text(value, 'value', MOST_BYTES, false)
  return writer.toBytes()
}
