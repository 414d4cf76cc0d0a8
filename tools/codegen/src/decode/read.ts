/** Expressions that read one payload. */
import type { Integer64Type, IntegerType, Type } from '@nlkit/core/schema'
import { sizeOf } from '@nlkit/core/schema'
import { force, type ObjectEntity } from '../entities.ts'
import type { GeneratedFile } from '../file.ts'
import { property } from '../names.ts'
import { free } from '../selectors.ts'

/** What an expression may refer to. */
export interface Place {
  /** Where the payload begins: a variable or a sum. */
  readonly at: string
  /** Where it ends, undefined where the length was checked and the size is fixed. */
  readonly stop: string | undefined
  /** `size < 8 ? ..`: how the length is compared, given what is needed. */
  readonly isShorter: (needed: number) => string
  /** The value of a selector, as this object sees it. */
  readonly select: (selector: string) => string
  /** Level of nesting, for objects that contain themselves. */
  readonly depth: string
}

/** `at + 4` and 8 more is `at + 12`. */
export function plus(base: string, offset: number): string {
  if (offset === 0) return base
  const match = /^(.*) \+ (\d+)$/.exec(base)
  return match === null ? `${base} + ${offset}` : `${match[1]} + ${Number(match[2]) + offset}`
}

/** Reads a payload whose length is not known to be right. */
export function read(file: GeneratedFile, type: Type, place: Place): string {
  const { at } = place
  const stop = place.stop ?? plus(at, sizeOf(type))
  switch (type.kind) {
    case 'integer':
      return named(file, type, guarded(file, type.size, place, `view.${getter(type, at)}`))
    case 'integer64':
      return converted(file, type, guarded(file, 8, place, read64(file, type, at)))
    case 'variable':
      return `${file.use(type.signed ? 'sint' : 'uint')}(view, ${at}, ${stop})`
    case 'bitfield32':
      return `${file.use('bitfield32')}(view, ${at}, ${stop})`
    case 'flag':
      return 'true'
    case 'string':
      return type.size === undefined
        ? `${file.use('text')}(u8, ${at}, ${stop})`
        : `${file.use('characters')}(u8, ${at}, ${type.size})`
    case 'binary':
      return type.size === undefined
        ? `${file.use('binary')}(u8, ${at}, ${stop})`
        : `${file.use('binaryOf')}(u8, ${at}, ${stop}, ${type.size})`
    case 'hardware':
      if (type.padded) return `${file.use('paddedHardwareAddress')}(u8, ${at}, ${type.size})`
      return type.size === undefined
        ? `${file.use('hardwareAddress')}(u8, ${at}, ${stop})`
        : `${file.use('hardwareAddressOf')}(u8, ${at}, ${stop}, ${type.size})`
    case 'ip':
      if (type.form === 'padded')
        return `${file.use('paddedIp')}(u8, ${at}, ${stop}, ${place.select(type.family ?? '')})`
      if (type.form !== 'either')
        return `${file.use(type.form === 'v4' ? 'ipv4' : 'ipv6')}(u8, ${at}, ${stop})`
      return type.family === undefined
        ? `${file.use('ip')}(u8, ${at}, ${stop})`
        : `${file.use('ipOrLabels')}(u8, view, ${at}, ${stop}, ${place.select(type.family)})`
    case 'labels':
      return `${file.use('labels')}(view, ${at}, ${stop})`
    case 'struct':
    case 'slots':
    case 'headed':
    case 'keyed':
      return call(file, type, place, stop)
    case 'nest':
      return call(file, force(type.set), place, stop)
    case 'embedded':
      return call(file, force(type.message), place, stop)
    case 'array':
      return readArray(file, type.element, type.count, place, stop)
    case 'indexed':
      return `${file.use('entries')}(bytes, ${at}, ${stop}, ${type.first}, (at, stop) => ${read(file, type.element, inClosure(place))})`
    case 'custom':
      return `${file.handWritten(type.module, type.name)}.decode(${['bytes', at, stop, ...type.selectors.map((selector) => place.select(selector))].join(', ')})`
    default:
      throw new Error(`${file.unit.schema}: ${type.kind} cannot stand here`)
  }
}

/** The place of an element that a closure is given as `at` and `stop`. */
export function inClosure(place: Place): Place {
  return { ...place, at: 'at', stop: 'stop', isShorter: (needed) => `stop - at < ${needed}` }
}

function readArray(
  file: GeneratedFile,
  element: Type,
  count: number | undefined,
  place: Place,
  stop: string
): string {
  const size = sizeOf(element)
  if (size === 0) throw new Error(`${file.unit.schema}: an array's elements need a fixed size`)
  const inside: Place = { ...place, at: 'at', stop: undefined, isShorter: () => 'false' }
  const one = read(file, element, inside)
  const end = count === undefined ? stop : plus(place.at, count * size)
  return `${file.use('elements')}(${place.at}, ${end}, ${size}, (at) => ${one})`
}

/** A call of the function that reads an object. */
function call(file: GeneratedFile, entity: ObjectEntity, place: Place, stop: string): string {
  const selectors = free(entity).map((selector) => place.select(outward(selector)))
  const depth = depthOf(file, entity, place)
  return `${file.decoder(entity)}(${['bytes', place.at, stop, ...selectors, ...depth].join(', ')})`
}

function depthOf(file: GeneratedFile, entity: ObjectEntity, place: Place): string[] {
  if (!file.recursive.has(entity)) return []
  return place.depth === '0' ? ['0'] : [`${file.use('deeper')}(${place.depth}, ${place.at})`]
}

/** A selector of the object inside, as the object around it sees it. */
export function outward(selector: string): string {
  return selector.startsWith('../') ? selector.slice(3) : selector
}

function guarded(file: GeneratedFile, needed: number, place: Place, text: string): string {
  if (place.stop === undefined) return text
  return `${place.isShorter(needed)} ? ${file.use('short')}(${place.at}, ${place.stop}, ${needed}) : ${text}`
}

function named(file: GeneratedFile, type: IntegerType, text: string): string {
  if (type.enumeration !== undefined) {
    return `${file.use('nameOf')}(${file.tableOf(type.enumeration)}, ${text})`
  }
  return converted(file, type, text)
}

function converted(file: GeneratedFile, type: IntegerType | Integer64Type, text: string): string {
  if (type.converter === undefined) return text
  return `${file.handWritten(type.converter.module, type.converter.name)}.decode(${text})`
}

function getter({ size, signed, network }: IntegerType, at: string): string {
  if (size === 1) return `get${signed ? 'Int' : 'Uint'}8(${at})`
  // The second argument of a view means host order: Bytes.view.
  return `get${signed ? 'Int' : 'Uint'}${size * 8}(${at}${network ? '' : ', true'})`
}

function read64(file: GeneratedFile, { as, signed, network }: Integer64Type, at: string): string {
  if (as === 'id') return `${file.use(network ? 'beId64' : 'id64')}(view, ${at})`
  if (as === 'unlimited') return `${file.use(network ? 'be64OrUnlimited' : 'u64OrUnlimited')}(view, ${at})`
  if (signed) return `${file.use(network ? 'sbe64' : 's64')}(view, ${at})`
  return `${file.use(network ? 'be64' : 'u64')}(view, ${at})`
}

/** The line that takes apart `bytes`, if the body needs it. */
export function views(body: readonly string[]): string[] {
  const text = body.join('\n')
  const names = ['u8', 'view'].filter((name) => new RegExp(`(?<![.\\w])${name}\\b`).test(text))
  return names.length === 0 ? [] : [`  const { ${names.join(', ')} } = bytes`]
}

/** `{ policy: number, ...decodeSet(..) }` */
export function keyedElement(
  file: GeneratedFile,
  key: string,
  element: Type,
  place: Place,
  isObject: boolean
): string {
  const text = read(file, element, place)
  return isObject
    ? `({ ${property(key)}: number, ...${text} })`
    : `({ ${property(key)}: number, value: ${text} })`
}
