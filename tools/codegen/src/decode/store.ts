/** Where attributes go while a set is being read. */
import type { Attribute } from '@nlkit/core/schema'
import { nameOf } from '../entities.ts'
import { draftText } from '../emit-types.ts'
import type { GeneratedFile } from '../file.ts'
import { access, property } from '../names.ts'
import { isDeferred, type Scope } from '../selectors.ts'
import { literalLines, readMember, selectorMembers } from './members.ts'
import { selecting, type WithAttributes } from './signature.ts'

/** Where attributes go as they come. */
export interface Store {
  /** Before the loop. */
  begin(): string[]
  /** What an attribute is assigned to. */
  target(attribute: Attribute): string
  /** What unknown attributes are kept in. */
  readonly unknown: string
  /** Behind the loop: from here on there is `out`. */
  end(): string[]
  readonly select: (selector: string) => string
}

/** Into the object, one by one. */
export class AtOnce implements Store {
  readonly unknown = 'out'
  readonly select: (selector: string) => string
  readonly #file: GeneratedFile
  readonly #entity: WithAttributes
  readonly #scope: Scope

  constructor(file: GeneratedFile, entity: WithAttributes, scope: Scope) {
    this.#file = file
    this.#entity = entity
    this.#scope = scope
    this.select = selecting(entity, scope, (key, isMember) => (isMember ? key : access('out', key)))
  }

  begin(): string[] {
    const { header } = this.#scope
    const lines: string[] = []
    const type = draftText(this.#file, this.#entity) ?? nameOf(this.#entity)
    if (header === undefined) return [`  const out: ${type} = {}`]
    const known = selectorMembers(
      header,
      [...header.members, ...this.#scope.attributes].map((part) => part.type)
    )
    for (const member of header.members) {
      if (known.includes(member.key)) {
        lines.push(`  const ${member.key} = ${readMember(this.#file, header, member, 'start', this.select)}`)
      }
    }
    const literal = header.members.flatMap((member) =>
      literalLines(this.#file, header, member, 'start', this.select, known, false)
    )
    return literal.length === 0
      ? [...lines, `  const out: ${type} = {}`]
      : [...lines, `  const out: ${type} = {`, ...literal, '  }']
  }

  target({ key }: Attribute): string {
    return access('out', key)
  }

  end(): string[] {
    return []
  }
}

/**
 * Into variables, and at the end into the object: in one literal when all that is usual is there. An object that grows key by key is moved
 * again and again; link of 46 attributes: 1.22 us, this way 1.07.
 */
export class AtTheEnd implements Store {
  readonly unknown = '(rest ??= {})'
  readonly select: (selector: string) => string
  readonly #file: GeneratedFile
  readonly #entity: WithAttributes
  readonly #scope: Scope
  readonly #usual: readonly Attribute[]

  constructor(file: GeneratedFile, entity: WithAttributes, scope: Scope, usual: readonly Attribute[]) {
    this.#file = file
    this.#entity = entity
    this.#scope = scope
    this.#usual = usual
    this.select = selecting(entity, scope, (key, isMember) => (isMember ? `$${key}` : access('out', key)))
  }

  begin(): string[] {
    const lines: string[] = []
    for (const member of this.#scope.header?.members ?? []) {
      const { header } = this.#scope
      if (header === undefined || member.type.kind === 'padding') continue
      lines.push(`  const $${member.key} = ${readMember(this.#file, header, member, 'start', this.select)}`)
    }
    const name = nameOf(this.#entity)
    for (const { key } of this.#now()) lines.push(`  let $${key}: ${name}['${key}']`)
    return [...lines, `  let rest: ${this.#file.useType('Attributes')} | undefined`]
  }

  /** Attributes that have variables. */
  #now(): Attribute[] {
    const { attributes } = this.#scope
    return attributes.filter(
      (attribute) =>
        attribute.type.kind !== 'pad' && !isDeferred(attribute, this.#scope, nameOf(this.#entity))
    )
  }

  target({ key }: Attribute): string {
    return `$${key}`
  }

  end(): string[] {
    const name = nameOf(this.#entity)
    const members = (this.#scope.header?.members ?? []).filter((member) => member.type.kind !== 'padding')
    const header = members.map(({ key }) => `      ${property(key)}: $${key},`)
    const tests = this.#usual.map(({ key }) => `$${key} !== undefined`)
    return [
      `  let out: ${name}`,
      '  if (',
      ...tests.map((test, index) => `    ${test}${index === tests.length - 1 ? '' : ' &&'}`),
      '  ) {',
      '    out = {',
      ...header,
      ...this.#usual.map(({ key }) => `      ${property(key)}: $${key},`),
      '    }',
      '  } else {',
      ...(header.length === 0 ? ['    out = {}'] : ['    out = {', ...header, '    }']),
      ...this.#usual.map((attribute) => `    ${add(attribute)}`),
      '  }',
      ...this.#now()
        .filter((attribute) => !this.#usual.includes(attribute))
        .map((attribute) => `  ${add(attribute)}`),
      '  if (rest !== undefined) Object.assign(out, rest)'
    ]
  }
}

function add({ key }: Attribute): string {
  return `if ($${key} !== undefined) ${access('out', key)} = $${key}`
}
