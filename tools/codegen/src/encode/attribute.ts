/** Lines that write one attribute. */
import type { Type } from '@nlkit/core/schema'
import { outward } from '../decode/read.ts'
import { force } from '../entities.ts'
import type { GeneratedFile } from '../file.ts'
import { free } from '../selectors.ts'
import { append } from './payload.ts'
import { checked, integerName, name64 } from './value.ts'

/** What an expression may refer to. */
interface Target {
  /** The attribute's number: a literal, or a variable. */
  readonly number: string
  /** The value that is written. */
  readonly value: string
  /** Its key in errors: a quoted literal, or a variable. */
  readonly key: string
  readonly select: (selector: string) => string
}

/** Lines that write one attribute. */
export function attributeLines(
  file: GeneratedFile,
  type: Type,
  { number, value, key, select }: Target
): string[] {
  const simple = (method: string, ...more: (string | number | boolean)[]): string[] => [
    `  writer.attribute${method}(${[number, value, key, ...more].join(', ')})`
  ]
  const through = (encoder: string, of: string, selectors: readonly string[]): string[] => [
    `  writer.attributeOf(${[of, value, key, encoder, ...selectors].join(', ')})`
  ]
  switch (type.kind) {
    case 'integer':
      return [`  writer.attribute${integerName(type)}(${number}, ${checked(file, type, value, key)}, ${key})`]
    case 'integer64': {
      const network = type.network ? ', true' : ''
      return [
        `  writer.attribute${name64(type)}(${number}, ${checked(file, type, value, key)}, ${key}${network})`
      ]
    }
    case 'variable':
      return simple(type.signed ? 'Sint' : 'Uint')
    case 'bitfield32':
      return simple('Bitfield32')
    case 'flag':
      return simple('Flag')
    case 'string':
      if (type.max === undefined && type.terminated) return simple('String')
      return simple('String', type.max ?? 0xfff0, ...(type.terminated ? [] : [false]))
    case 'binary':
      if (type.size !== undefined) return simple('Binary', type.size, type.size)
      if (type.max !== undefined) return simple('Binary', type.min ?? 0, type.max)
      return type.min === undefined ? simple('Binary') : simple('Binary', type.min)
    case 'hardware':
      return type.size === undefined ? simple('Hardware') : simple('Hardware', type.size)
    case 'ip':
      if (type.form === 'either') return simple(type.family === undefined ? 'Ip' : 'IpOrLabels')
      return simple(type.form === 'v4' ? 'Ipv4' : 'Ipv6')
    case 'labels':
      return simple('Labels')
    case 'struct':
    case 'slots':
      return through(
        file.encoder(type),
        number,
        free(type).map((selector) => select(outward(selector)))
      )
    case 'headed':
    case 'keyed':
      return through(
        file.encoder(type),
        flagged(file, number, type.flagged),
        free(type).map((selector) => select(outward(selector)))
      )
    case 'nest': {
      const set = force(type.set)
      return through(
        file.encoder(set),
        flagged(file, number, type.flagged),
        free(set).map((selector) => select(outward(selector)))
      )
    }
    case 'embedded':
      return through(file.encoder(force(type.message)), flagged(file, number, type.flagged), [])
    case 'array': {
      const one = append(file, type.element, 'item', 'i', select)
      const most = type.count === undefined ? '' : `, ${type.count}`
      return through(`(writer, list) => writer.each(list, '', (item, i) => ${one}${most})`, number, [])
    }
    case 'indexed': {
      const inside = attributeLines(file, type.element, { number: 'number', value: 'item', key: 'i', select })
      const body = inside.map((line) => line.trim()).join('; ')
      const encoder = `(writer, list) => writer.entries(list, ${type.first}, (item, number, i) => ${body})`
      return through(encoder, flagged(file, number, type.flagged), [])
    }
    case 'multi': {
      const inside = attributeLines(file, type.element, { number, value: 'item', key: 'i', select })
      return [`  writer.each(${value}, ${key}, (item, i) => ${inside.map((line) => line.trim()).join('; ')})`]
    }
    case 'custom': {
      const selectors = type.selectors.map((selector) => select(selector))
      const call = `${file.handWritten(type.module, type.name)}.encode(${['writer', 'value', ...selectors].join(', ')})`
      return through(`(writer, value) => ${call}`, flagged(file, number, type.flagged), [])
    }
    default:
      throw new Error(`${file.unit.schema}: ${type.kind} cannot be an attribute`)
  }
}

function flagged(file: GeneratedFile, number: string, isFlagged: boolean): string {
  return isFlagged ? `${number} | ${file.use('NLA_F_NESTED')}` : number
}
