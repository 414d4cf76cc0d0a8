/** Values of users as the numbers that are written, and the writer's methods for them. */
import type { Type } from '@nlkit/core/schema'
import type { GeneratedFile } from '../file.ts'

export function integerName(type: Extract<Type, { kind: 'integer' }>): string {
  const bits = type.size * 8
  if (bits === 8) return type.signed ? 'S8' : 'U8'
  return `${type.network ? (type.signed ? 'Sbe' : 'Be') : type.signed ? 'S' : 'U'}${bits}`
}

export function name64(type: Extract<Type, { kind: 'integer64' }>): string {
  if (type.as === 'id') return 'Id'
  if (type.as === 'unlimited') return 'Unlimited'
  if (type.signed) return 'S64'
  return type.as === 'counter' ? 'Counter' : 'Quantity'
}

/** The value as its number, with the checks that its width does not make. */
export function checked(
  file: GeneratedFile,
  type: Extract<Type, { kind: 'integer' | 'integer64' }>,
  value: string,
  key: string
): string {
  if (type.converter !== undefined) {
    return `writer.converted(${file.handWritten(type.converter.module, type.converter.name)}, ${value}, ${key})`
  }
  if (type.kind === 'integer64') return value
  if (type.enumeration !== undefined) {
    return `writer.number(${file.tableOf(type.enumeration)}, ${value}, ${key})`
  }
  if (type.min === undefined && type.max === undefined) return value
  const least = type.min ?? (type.signed ? -(2 ** (type.size * 8 - 1)) : 0)
  const most = type.max ?? 2 ** (type.size * 8 - (type.signed ? 1 : 0)) - 1
  return `writer.within(${value}, ${key}, ${least}, ${most})`
}
