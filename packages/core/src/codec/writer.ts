/**
 * Builds messages. It grows by itself, is meant to be used again and again, and knows which key is being written. In layers: memory
 * (write-buffer.ts), checks (checks.ts), values at an offset (value-writer.ts), payloads (payload-writer.ts), and here attributes.
 */
import { shown } from './checks.ts'
import type { Bitfield32 } from './integers.ts'
import { PayloadWriter, type LabelsInput } from './payload-writer.ts'
import { NLA_F_NESTED, NLA_F_NET_BYTEORDER, unknownAttributes, type AttributesInput } from './unknown.ts'
import type { IdInput } from './value-writer.ts'
import type { Key } from './write-buffer.ts'

type Maybe<T> = T | undefined

/** Writes a message. Each method is named for what it writes. */
export class Writer extends PayloadWriter {
  /** Begins an attribute and returns what endAttribute() wants. */
  beginAttribute(type: number, key: Key = ''): number {
    const at = this.header(type, 4, 0)
    this.path.push(key)
    return at
  }

  /** Ends the attribute: fills in its length, pads. */
  endAttribute(mark: number): void {
    const size = this.length - mark
    const key = this.path.pop() ?? ''
    if (size > 0xffff) this.refuse(key, `${size - 4} bytes do not fit in one attribute`)
    this.view.setUint16(mark, size, true)
    this.align4(mark)
  }

  /** Pads what began at `mark`: attributes begin at multiples of four from there. */
  align4(mark: number): void {
    const rest = (this.length - mark) & 3
    if (rest !== 0) this.reserve(4 - rest)
  }

  /** Room for an attribute of `payload` bytes; returns where its header is. The last word of the payload is zero. */
  private header(type: number, size: number, payload: number): number {
    const at = this.length
    const end = at + size + payload + 3
    if (end > this.u8.length) this.grow(end)
    this.length = at + ((size + payload + 3) & ~3)
    const { view } = this
    view.setUint16(at, size + payload, true)
    view.setUint16(at + 2, type, true)
    if (payload > 0) view.setUint32(this.length - 4, 0)
    return at
  }

  /** Where the payload of an attribute of `payload` bytes goes. */
  private attribute(type: number, payload: number): number {
    return this.header(type, 4, payload) + 4
  }

  attributeU8(type: number, value: Maybe<number>, key: Key = ''): void {
    if (value !== undefined) this.setU8(this.attribute(type, 1), value, key)
  }

  attributeU16(type: number, value: Maybe<number>, key: Key = ''): void {
    if (value !== undefined) this.setU16(this.attribute(type, 2), value, key)
  }

  attributeU32(type: number, value: Maybe<number>, key: Key = ''): void {
    if (value !== undefined) this.setU32(this.attribute(type, 4), value, key)
  }

  attributeS8(type: number, value: Maybe<number>, key: Key = ''): void {
    if (value !== undefined) this.setS8(this.attribute(type, 1), value, key)
  }

  attributeS16(type: number, value: Maybe<number>, key: Key = ''): void {
    if (value !== undefined) this.setS16(this.attribute(type, 2), value, key)
  }

  attributeS32(type: number, value: Maybe<number>, key: Key = ''): void {
    if (value !== undefined) this.setS32(this.attribute(type, 4), value, key)
  }

  attributeSbe16(type: number, value: Maybe<number>, key: Key = ''): void {
    if (value !== undefined) this.setSbe16(this.attribute(type, 2), value, key)
  }

  attributeSbe32(type: number, value: Maybe<number>, key: Key = ''): void {
    if (value !== undefined) this.setSbe32(this.attribute(type, 4), value, key)
  }

  attributeBe16(type: number, value: Maybe<number>, key: Key = ''): void {
    if (value !== undefined) this.setBe16(this.attribute(type, 2), value, key)
  }

  attributeBe32(type: number, value: Maybe<number>, key: Key = ''): void {
    if (value !== undefined) this.setBe32(this.attribute(type, 4), value, key)
  }

  attributeFlag(type: number, value: Maybe<boolean>, key: Key = ''): void {
    if (value === undefined) return
    // Callers without types pass anything.
    if (typeof value !== 'boolean') this.mistake(key, `${shown(value)} is not a boolean`)
    if (value) this.attribute(type, 0)
  }

  attributeString(
    type: number,
    value: Maybe<string>,
    key: Key = '',
    max = 0xfff0,
    isTerminated = true
  ): void {
    if (value === undefined) return
    const at = this.attribute(type, 0)
    const size = this.putText(at, value, key, max)
    if (isTerminated) this.reserve(1)
    this.view.setUint16(at - 4, 4 + size + (isTerminated ? 1 : 0), true)
    this.align4(at)
  }

  attributeBinary(type: number, value: Maybe<Uint8Array>, key: Key = '', min = 0, max = 0xfffb): void {
    if (value === undefined) return
    this.checkBytes(value, key, min, max)
    const at = this.attribute(type, 0)
    this.bytes(value)
    this.view.setUint16(at - 4, 4 + value.length, true)
    this.align4(at)
  }

  attributeHardware(type: number, value: Maybe<string>, key: Key = '', size = -1): void {
    if (value === undefined) return
    this.attributeBinary(type, this.hardwareBytes(value, key, size), key)
  }

  attributeIpv4(type: number, value: Maybe<string>, key: Key = ''): void {
    if (value !== undefined) this.setIpv4(this.attribute(type, 4), value, key)
  }

  attributeIpv6(type: number, value: Maybe<string>, key: Key = ''): void {
    if (value !== undefined) this.setIpv6(this.attribute(type, 16), value, key)
  }

  attributeIp(type: number, value: Maybe<string>, key: Key = ''): void {
    if (value === undefined) return
    const mark = this.beginAttribute(type, key)
    this.ip(value, '')
    this.endAttribute(mark)
  }

  attributeLabels(type: number, value: Maybe<LabelsInput>, key: Key = ''): void {
    if (value === undefined) return
    const mark = this.beginAttribute(type, key)
    this.labels(value)
    this.endAttribute(mark)
  }

  attributeIpOrLabels(type: number, value: Maybe<string | LabelsInput>, key: Key = ''): void {
    if (typeof value === 'object') this.attributeLabels(type, value, key)
    else this.attributeIp(type, value, key)
  }

  attributeBitfield32(type: number, value: Maybe<Bitfield32>, key: Key = ''): void {
    if (value === undefined) return
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      this.mistake(key, `${shown(value)} is not { value, selector }`)
    this.enter(key)
    for (const one in value) if (one !== 'value' && one !== 'selector') this.mistake(one, 'unknown key')
    this.setBitfield32(this.attribute(type, 8), value)
    this.leave()
  }

  /** An attribute whose payload `encode` writes. */
  attributeOf<T, Rest extends readonly unknown[]>(
    type: number,
    value: Maybe<T>,
    key: Key,
    encode: (writer: Writer, value: T, ...rest: Rest) => void,
    ...rest: Rest
  ): void {
    if (value === undefined) return
    const mark = this.beginAttribute(type, key)
    encode(this, value, ...rest)
    this.endAttribute(mark)
  }

  /** nla_put_uint(): four bytes, or eight when the value needs them. */
  attributeUint(type: number, value: Maybe<number>, key: Key = ''): void {
    if (!this.isNumber(value, key)) return
    if (value >>> 0 === value) this.setU32(this.attribute(type, 4), value, key)
    else this.setQuantity(this.attribute(type, 8), value, key)
  }

  /** nla_put_sint(). */
  attributeSint(type: number, value: Maybe<number>, key: Key = ''): void {
    if (!this.isNumber(value, key)) return
    if ((value | 0) === value) this.setS32(this.attribute(type, 4), value, key)
    else this.setS64(this.attribute(type, 8), value, key)
  }

  attributeCounter(type: number, value: Maybe<number>, key: Key = '', isNetwork = false): void {
    if (value !== undefined) this.setCounter(this.attribute(type, 8), value, key, isNetwork)
  }

  attributeQuantity(type: number, value: Maybe<number>, key: Key = '', isNetwork = false): void {
    if (value !== undefined) this.setQuantity(this.attribute(type, 8), value, key, isNetwork)
  }

  attributeUnlimited(
    type: number,
    value: Maybe<number | 'unlimited'>,
    key: Key = '',
    isNetwork = false
  ): void {
    if (value !== undefined) this.setUnlimited(this.attribute(type, 8), value, key, isNetwork)
  }

  attributeId(type: number, value: Maybe<IdInput>, key: Key = '', isNetwork = false): void {
    if (value !== undefined) this.setId(this.attribute(type, 8), value, key, isNetwork)
  }

  attributeS64(type: number, value: Maybe<number>, key: Key = '', isNetwork = false): void {
    if (value !== undefined) this.setS64(this.attribute(type, 8), value, key, isNetwork)
  }

  /** Attributes that decode kept without knowing them. */
  unknown(value: AttributesInput): void {
    const list = value[unknownAttributes]
    if (list === undefined) return
    for (const { type, data, nested, netByteOrder } of list) {
      const flags = (nested === true ? NLA_F_NESTED : 0) | (netByteOrder === true ? NLA_F_NET_BYTEORDER : 0)
      if (!Number.isInteger(type) || type < 0 || type > 0x3fff)
        this.refuse('', `${type} is not an attribute's number`)
      this.attributeBinary(type | flags, data, String(type))
    }
  }
}
