/** Finds the schemas of a workspace, loads them, and decides which file each entity is generated in. */
import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isEntity, nameOf, uses, type Entity } from './entities.ts'

/** One schema file, and what is generated beside it. */
export interface Unit {
  /** Absolute path of the schema. */
  readonly schema: string
  readonly codec: string
  readonly constants: string
  /** Directory of the package it belongs to, for `pnpm schema`. */
  readonly packageName: string
  /** What it exports and what only it reaches, in the order of generated code. */
  readonly entities: Entity[]
  /** What it exports. */
  readonly exported: Set<Entity>
}

export interface Workspace {
  readonly units: readonly Unit[]
  /** Which unit an entity is generated in. */
  readonly owner: ReadonlyMap<Entity, Unit>
  /** Files that could not be loaded. */
  readonly errors: ReadonlyMap<string, string>
}

/** Schema files below a directory: `schema.ts`, `name.schema.ts`. */
export function findSchemas(directory: string): string[] {
  const found: string[] = []
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.')) continue
    const path = join(directory, entry.name)
    if (entry.isDirectory()) found.push(...findSchemas(path))
    else if (entry.name === 'schema.ts' || entry.name.endsWith('.schema.ts')) found.push(path)
  }
  return found
}

/** The schemas of every package below `root/packages`, in a stable order. */
export function workspaceSchemas(root: string): string[] {
  const packages = join(root, 'packages')
  return readdirSync(packages)
    .map((name) => join(packages, name, 'src'))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    .flatMap((path) => findSchemas(path))
    .toSorted()
}

/** A schema file that was loaded. */
export interface SchemaModule {
  readonly schema: string
  readonly packageName: string
  readonly exports: Readonly<Record<string, unknown>>
}

/** Loads schema files. What is wrong with one does not keep the others from being generated. */
export async function loadWorkspace(
  files: readonly string[],
  packageOf: (file: string) => string
): Promise<Workspace> {
  const errors = new Map<string, string>()
  const modules: SchemaModule[] = []
  for (const file of files) {
    const schema = resolve(file)
    modules.push({ schema, packageName: packageOf(schema), exports: await load(schema, errors) })
  }
  return workspaceOf(modules, errors)
}

/** A workspace of schemas that were loaded. */
export function workspaceOf(modules: readonly SchemaModule[], errors = new Map<string, string>()): Workspace {
  const units: Unit[] = []
  const owner = new Map<Entity, Unit>()
  for (const { schema, packageName, exports } of modules) {
    const exported = new Set(Object.values(exports).filter((value) => isEntity(value)))
    const unit: Unit = {
      schema,
      codec: generatedPath(schema, 'codec'),
      constants: generatedPath(schema, 'constants'),
      packageName,
      entities: [],
      exported
    }
    for (const entity of exported) {
      const other = owner.get(entity)
      if (other === undefined) owner.set(entity, unit)
      else
        errors.set(
          schema,
          `it exports ${nameOf(entity)} of ${other.schema}: import it where it is used instead`
        )
    }
    units.push(unit)
  }
  for (const unit of units) collect(unit, owner, errors)
  return { units: units.filter((unit) => !errors.has(unit.schema)), owner, errors }
}

async function load(schema: string, errors: Map<string, string>): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(schema).href)) as Record<string, unknown>
  } catch (error) {
    errors.set(schema, error instanceof Error ? error.message : String(error))
    return {}
  }
}

function generatedPath(schema: string, what: 'codec' | 'constants'): string {
  const name = basename(schema)
  const stem = name === 'schema.ts' ? '' : name.slice(0, -'schema.ts'.length)
  return join(dirname(schema), `${stem}${what}.ts`)
}

const ORDER = ['message', 'headed', 'set', 'keyed', 'slots', 'struct', 'enumeration', 'flags', 'constants']

/** Gives a unit what only it reaches, and orders all it has: what uses before what is used. */
function collect(unit: Unit, owner: Map<Entity, Unit>, errors: Map<string, string>): void {
  const seen = new Set<Entity>()
  const visit = (entity: Entity): void => {
    const of = owner.get(entity)
    if (of !== undefined && of !== unit) {
      if (!of.exported.has(entity)) {
        throw new Error(
          `${unit.schema} and ${of.schema} both use ${nameOf(entity)}: one of them must export it`
        )
      }
      return
    }
    if (seen.has(entity)) return
    seen.add(entity)
    owner.set(entity, unit)
    unit.entities.push(entity)
    try {
      for (const used of uses(entity)) visit(used)
    } catch (error) {
      // A function that refers to what failed to load.
      errors.set(unit.schema, error instanceof Error ? error.message : String(error))
    }
  }
  const roots = [...unit.exported].toSorted(
    (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || (nameOf(a) < nameOf(b) ? -1 : 1)
  )
  for (const entity of roots) visit(entity)
}

/** The specifier for importing one generated or hand-written file from another. */
export function specifier(from: string, to: string): string {
  const path = relative(dirname(from), to).split(sep).join('/')
  return path.startsWith('.') ? path : `./${path}`
}
