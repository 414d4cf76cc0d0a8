/** Members of structs and headers, as lines of an object literal. */
import type { Member, Struct, Type } from '@nlkit/core/schema'
import type { GeneratedFile } from '../file.ts'
import { property } from '../names.ts'
import { selectorsOf } from '../selectors.ts'
import { choiceName } from './choice.ts'
import { plus, read } from './read.ts'

/** Keys of members that select among what the given payloads can be. */
export function selectorMembers(struct: Struct, types: readonly Type[]): string[] {
  const wanted = new Set(types.flatMap((type) => selectorsOf(type)))
  return struct.members
    .filter((member) => wanted.has(member.key) || wanted.has(`/${member.key}`))
    .map((one) => one.key)
}

export function counters(members: readonly Member[]): number {
  return members.filter(({ type }) => isCounter(type)).length
}

export function isCounter(type: Type): boolean {
  return (
    type.kind === 'integer64' &&
    type.as === 'counter' &&
    !type.network &&
    !type.signed &&
    type.converter === undefined
  )
}

export function literalLines(
  file: GeneratedFile,
  struct: Struct,
  member: Member,
  base: string,
  select: (selector: string) => string,
  known: readonly string[],
  words: boolean
): string[] {
  const { type } = member
  const at = plus(base, member.offset)
  if (type.kind === 'padding') return []
  if (known.includes(member.key)) return [`    ${member.key},`]
  if (type.kind === 'bits') {
    const network = type.network ? ', true' : ''
    return type.fields.map(
      ({ key, shift, width }) =>
        `    ${property(key)}: ${file.use('bits')}(view, ${at}, ${type.size}, ${shift}, ${width}${network}),`
    )
  }
  if (words && isCounter(type)) {
    // Almost always the high word is zero; text instead of a call, because V8 stops inlining long before 25 of them:
    // 57 ns for 38 counters, 150 ns by a function (sum of both words: 163 ns).
    const [high, low] = [plus('high', member.offset), plus('low', member.offset)]
    return [
      `    ${property(member.key)}:`,
      `      view.getUint32(${high}, true) === 0 ? view.getUint32(${low}, true) : ${file.use('far')}(view, ${at}),`
    ]
  }
  return [`    ${property(member.key)}: ${readMember(file, struct, member, base, select)},`]
}

/** Reads a member; its struct's length has been checked. */
export function readMember(
  file: GeneratedFile,
  struct: Struct,
  member: Member,
  base: string,
  select: (selector: string) => string
): string {
  const at = plus(base, member.offset)
  if (member.size === 0) {
    const type = member.type
    if (type.kind === 'choice')
      return `${choiceName(struct, member)}(bytes, ${at}, stop, ${selectorsOf(type)
        .map((one) => select(one))
        .join(', ')})`
    return read(file, type, {
      at,
      stop: 'stop',
      isShorter: (needed) => `stop - ${needed} < ${at}`,
      select,
      depth: '0'
    })
  }
  return read(file, member.type, { at, stop: undefined, isShorter: () => 'false', select, depth: '0' })
}
