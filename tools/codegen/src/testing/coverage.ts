/**
 * Compares what schemas declare with the kernel's own machine-readable specifications and with constants and structs taken from its headers.
 * Those are the oracle, not the source.
 */
import type { PackageJson } from '../schema-json.ts'

/** `specs.json`: by specification. */
export type Specs = Readonly<
  Record<
    string,
    {
      readonly attribute_sets: Readonly<
        Record<string, { readonly subset_of: string | null; readonly attributes: readonly SpecAttribute[] }>
      >
    }
  >
>

interface SpecAttribute {
  readonly c_name: string
  readonly value: number
  readonly type: string
}

/** `structs.json`: by C tag. */
export type HeaderStructs = Readonly<
  Record<
    string,
    {
      readonly size: number
      readonly members: readonly {
        readonly name: string | null
        readonly offset: number
        readonly size: number
      }[]
    }
  >
>

/** What is left out on purpose: C name -> reason. */
export type Omissions = Readonly<Record<string, string>>

export interface Coverage {
  /** Attributes of the oracle that were looked for. */
  readonly wanted: number
  /** C names that no schema has. */
  readonly missing: readonly string[]
  /** What differs: `IFLA_MTU: 4 here, 5 in rt-link`. */
  readonly wrong: readonly string[]
  /** Omissions that are not omitted at all. */
  readonly stale: readonly string[]
}

/** Whether the attribute sets of some specifications are all declared, with the same numbers. */
export function coverageOfSpecs(
  schemas: readonly PackageJson[],
  specs: Specs,
  names: readonly string[],
  omissions: Omissions = {}
): Coverage {
  const wanted = new Map<string, { number: number; where: string }>()
  for (const name of names) {
    for (const [set, { attributes }] of Object.entries(specs[name]?.attribute_sets ?? {})) {
      for (const { c_name: c, value, type } of attributes) {
        // Numbers that are taken and carry nothing.
        if (type === 'unused' || c.endsWith('_UNSPEC')) continue
        wanted.set(c, { number: value, where: `${name} ${set}` })
      }
    }
  }
  return coverage(schemas, wanted, omissions)
}

/** Whether enumerators of the kernel's headers are all declared as attributes, with the same numbers. */
export function coverageOfConstants(
  schemas: readonly PackageJson[],
  constants: Readonly<Record<string, number>>,
  omissions: Omissions = {}
): Coverage {
  const wanted = new Map<string, { number: number; where: string }>()
  for (const [c, number] of Object.entries(constants)) {
    if (/_UNSPEC$|_MAX$|^__/.test(c)) continue
    wanted.set(c, { number, where: 'the headers' })
  }
  return coverage(schemas, wanted, omissions)
}

function coverage(
  schemas: readonly PackageJson[],
  wanted: ReadonlyMap<string, { readonly number: number; readonly where: string }>,
  omissions: Omissions
): Coverage {
  const declared = new Map<string, Set<number>>()
  for (const { attributes } of schemas) {
    for (const { c, number } of attributes) declared.set(c, (declared.get(c) ?? new Set()).add(number))
  }
  const missing: string[] = []
  const wrong: string[] = []
  for (const [c, { number, where }] of wanted) {
    const numbers = declared.get(c)
    if (numbers === undefined) {
      if (!Object.hasOwn(omissions, c)) missing.push(c)
    } else if (!numbers.has(number))
      wrong.push(`${c}: ${[...numbers].join(', ')} here, ${number} in ${where}`)
  }
  const stale = Object.keys(omissions).filter((c) => declared.has(c) || !wanted.has(c))
  return { wanted: wanted.size, missing, wrong, stale }
}

/** Structs that differ from the headers: size, or a member's offset or size. Members that are not in the headers do not count. */
export function structDifferences(schemas: readonly PackageJson[], headers: HeaderStructs): string[] {
  const found: string[] = []
  for (const { structs } of schemas) {
    for (const { c, size, members } of structs) {
      const header = headers[c]
      if (header === undefined) continue
      if (header.size !== size) found.push(`struct ${c}: ${size} bytes here, ${header.size} in the headers`)
      for (const member of members) {
        const other = header.members.find((one) => one.name === member.c)
        // Of bit-fields the headers name the unit that the compiler chose to load.
        if (other === undefined || member.type.includes(':')) continue
        if (other.offset !== member.offset) {
          found.push(`struct ${c}: ${member.c} at ${member.offset} here, at ${other.offset} in the headers`)
        }
        if (other.size !== member.size) {
          found.push(`struct ${c}: ${member.c} of ${member.size} bytes here, of ${other.size} in the headers`)
        }
      }
    }
  }
  return found
}
