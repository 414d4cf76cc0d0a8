/** Attributes as sets: order, padding and NLA_F_* flags aside. */

/** Whether two streams of attributes hold the same ones with the same values, at every level. */
export function areSameSets(a: Uint8Array, b: Uint8Array): boolean {
  const [left, right] = [attributesOf(a), attributesOf(b)]
  if (left === undefined || right === undefined || left.length !== right.length) return false
  const rest = [...right]
  for (const one of left) {
    const index = rest.findIndex(
      (other) => other.number === one.number && isSamePayload(one.payload, other.payload)
    )
    if (index < 0) return false
    rest.splice(index, 1)
  }
  return true
}

function isSamePayload(a: Uint8Array, b: Uint8Array): boolean {
  if (Buffer.compare(a, b) === 0) return true
  // A nest, or a struct of up to 32 bytes and attributes behind it.
  for (let header = 0; header <= 32 && header <= Math.min(a.length, b.length); header += 4) {
    if (Buffer.compare(a.subarray(0, header), b.subarray(0, header)) !== 0) return false
    if (a.length > header && areSameSets(a.subarray(header), b.subarray(header))) return true
  }
  return false
}

interface Attribute {
  readonly number: number
  readonly payload: Uint8Array
}

function attributesOf(bytes: Uint8Array): Attribute[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const list: Attribute[] = []
  let at = 0
  while (bytes.length - at >= 4) {
    const size = view.getUint16(at, true)
    if (size < 4 || size > bytes.length - at) return undefined
    list.push({ number: view.getUint16(at + 2, true) & 0x3fff, payload: bytes.subarray(at + 4, at + size) })
    at += (size + 3) & ~3
  }
  return list
}
