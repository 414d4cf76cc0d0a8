/** Functions that read structs. */
import type { Member, Struct } from '@nlkit/core/schema'
import { nameOf } from '../entities.ts'
import { isBeyondMinimum } from '../emit-types.ts'
import type { GeneratedFile } from '../file.ts'
import { access, decoderOf, indent, property } from '../names.ts'
import { scopeOf } from '../selectors.ts'
import { emitChoice } from './choice.ts'
import { counters, literalLines, readMember, selectorMembers } from './members.ts'
import { views } from './read.ts'
import { parameters, selecting } from './signature.ts'

export function emitStruct(file: GeneratedFile, struct: Struct): void {
  const scope = scopeOf(struct)
  const select = selecting(struct, scope, (key) => key)
  const body: string[] = []
  const base = fixedSize(struct)
  if (base > 0) body.push(`  if (stop - at < ${base}) ${file.use('cut')}(at, stop, ${base})`)
  const known = selectorMembers(
    struct,
    struct.members.map((member) => member.type)
  )
  for (const key of known) {
    const member = struct.members.find((one) => one.key === key)
    if (member !== undefined) body.push(`  const ${key} = ${readMember(file, struct, member, 'at', select)}`)
  }
  const first = struct.members.filter((member) => !isBeyondMinimum(struct, member))
  const later = struct.members.filter(
    (member) => isBeyondMinimum(struct, member) && member.type.kind !== 'padding'
  )
  const words = counters(struct.members) >= 4
  if (words) body.push(`  const high = at + ${file.use('HIGH')}`, `  const low = at + ${file.use('LOW')}`)
  const literal = (members: readonly Member[]): string[] =>
    members.flatMap((member) => literalLines(file, struct, member, 'at', select, known, words))
  if (later.length === 0) body.push('  return {', ...literal(struct.members), '  }')
  else {
    // The whole struct in one literal; member by member for kernels whose struct is shorter.
    body.push(
      `  if (stop - at >= ${struct.size}) {`,
      '    return {',
      ...indent(literal(struct.members)),
      '    }',
      '  }'
    )
    body.push(`  const out: ${nameOf(struct)} = {`, ...literal(first), '  }')
    for (const member of later) body.push(...laterLines(file, struct, member, select, known))
    body.push('  return out')
  }
  const name = nameOf(struct)
  const head = `export function ${decoderOf(struct)}(${parameters(file, struct, 'stop')}): ${name} {`
  file.lines.push(head, ...views(body), ...body, '}', '')
  for (const member of struct.members) emitChoice(file, struct, member)
}

/** Lines for a member that only newer kernels send. */
function laterLines(
  file: GeneratedFile,
  struct: Struct,
  member: Member,
  select: (selector: string) => string,
  known: readonly string[]
): string[] {
  const keys = member.type.kind === 'bits' ? member.type.fields.map((field) => field.key) : [member.key]
  const values = literalLines(file, struct, member, 'at', select, known, false).map((line) =>
    line.trim().replace(/,$/, '')
  )
  return keys.map((key, index) => {
    const value = values[index]?.slice(property(key).length + 2) ?? key
    return `  if (stop - at >= ${member.offset + member.size}) ${access('out', key)} = ${value}`
  })
}

/** The bytes that a struct must have. */
function fixedSize(struct: Struct): number {
  return struct.flexible ? Math.min(struct.minimum, struct.members.at(-1)?.offset ?? 0) : struct.minimum
}
