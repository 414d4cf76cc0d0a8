/** Payloads without an attribute's header: at an offset that was reserved, or appended. */
import { sizeOf, type Type } from '@nlkit/core/schema'
import { outward } from '../decode/read.ts'
import type { GeneratedFile } from '../file.ts'
import { free } from '../selectors.ts'
import { checked, integerName, name64 } from './value.ts'

/** Lines that write a payload of fixed size at an offset. */
export function setLines(
  file: GeneratedFile,
  type: Type,
  at: string,
  value: string,
  key: string,
  select: (selector: string) => string
): string[] {
  switch (type.kind) {
    case 'integer':
      return [`  writer.set${integerName(type)}(${at}, ${checked(file, type, value, key)}, ${key})`]
    case 'integer64':
      return [
        `  writer.set${name64(type)}(${at}, ${checked(file, type, value, key)}, ${key}${type.network ? ', true' : ''})`
      ]
    case 'bitfield32':
      return [`  writer.setBitfield32(${at}, ${value})`]
    case 'string':
      return [`  writer.setCharacters(${at}, ${value}, ${key}, ${type.max ?? type.size ?? 0})`]
    case 'binary':
      return [`  writer.setBinary(${at}, ${value}, ${key}, ${type.size ?? 0})`]
    case 'hardware':
      return [
        `  writer.set${type.padded ? 'PaddedHardware' : 'Hardware'}(${at}, ${value}, ${key}, ${type.size ?? 0})`
      ]
    case 'ip':
      if (type.form === 'padded')
        return [`  writer.setPaddedIp(${at}, ${value}, ${key}, ${select(type.family ?? '')})`]
      return [`  writer.set${type.form === 'v4' ? 'Ipv4' : 'Ipv6'}(${at}, ${value}, ${key})`]
    case 'struct': {
      const rest = free(type).map((selector) => select(outward(selector)))
      const call = `${file.encoder(type)}(writer, ${value}, ${[...rest, at].join(', ')})`
      return [
        `  if (${value} !== undefined) {`,
        `    writer.enter(${key})`,
        `    ${call}`,
        '    writer.leave()',
        '  }'
      ]
    }
    case 'array': {
      const size = sizeOf(type.element)
      const inside = setLines(file, type.element, `${at} + i * ${size}`, 'item', 'i', select)
      const most = type.count === undefined ? '' : `, ${type.count}`
      if (inside.length === 1)
        return [`  writer.each(${value}, ${key}, (item, i) => ${inside[0]?.trim()}${most})`]
      return [
        `  writer.each(${value}, ${key}, (item, i) => {`,
        ...inside.map((line) => `  ${line}`),
        `  }${most})`
      ]
    }
    default:
      throw new Error(`${file.unit.schema}: ${type.kind} has no fixed size`)
  }
}

/** An expression that appends a payload without an attribute header. */
export function append(
  file: GeneratedFile,
  type: Type,
  value: string,
  key: string,
  select: (selector: string) => string
): string {
  switch (type.kind) {
    case 'integer':
      return `writer.set${integerName(type)}(writer.reserve(${type.size}), ${checked(file, type, value, key)}, ${key})`
    case 'integer64':
      return `writer.set${name64(type)}(writer.reserve(8), ${checked(file, type, value, key)}, ${key}${type.network ? ', true' : ''})`
    case 'string':
      return `writer.text(${value}, ${key}, ${type.max ?? 0xfff0}, ${type.terminated})`
    case 'binary':
      return `writer.binary(${value}, ${key}, ${bounds(type.min ?? type.size, type.max ?? type.size)})`
    case 'hardware':
      return `writer.hardware(${[value, key, ...(type.size === undefined ? [] : [type.size])].join(', ')})`
    case 'ip':
      if (type.form === 'either') return `writer.ip(${value}, ${key})`
      return `writer.set${type.form === 'v4' ? 'Ipv4' : 'Ipv6'}(writer.reserve(${sizeOf(type)}), ${value}, ${key})`
    case 'labels':
      return `writer.labels(${value})`
    case 'bitfield32':
      return `writer.setBitfield32(writer.reserve(8), ${value})`
    case 'struct': {
      const rest = free(type).map((selector) => select(outward(selector)))
      const call = `${file.encoder(type)}(${['writer', value, ...rest].join(', ')})`
      return `{ writer.enter(${key}); ${call}; writer.leave() }`
    }
    default:
      throw new Error(`${file.unit.schema}: ${type.kind} cannot stand at the end of a struct or in an array`)
  }
}

function bounds(min: number | undefined, max: number | undefined): string {
  return max === undefined ? String(min ?? 0) : `${min ?? 0}, ${max}`
}
