/** From loaded schemas to the text of every generated file. */
import { emitPaths } from './emit-paths.ts'
import { constantsText } from './emit-constants.ts'
import { emitDecoder } from './decode/decoder.ts'
import { emitEncoder } from './encode/encoder.ts'
import { emitTypes } from './emit-types.ts'
import { force, isObjectEntity, nameOf, uses, type Entity, type ObjectEntity } from './entities.ts'
import { GeneratedFile } from './file.ts'
import { access, comment, decoderOf, encoderOf, lowerCodec, pathsOf } from './names.ts'
import { recursiveObjects } from './recursion.ts'
import { solve } from './selectors.ts'
import { validate } from './validate.ts'
import type { Unit, Workspace } from './workspace.ts'
import type { Message } from '@nlkit/core/schema'

export interface Generated {
  /** Path -> text of every file that belongs beside a schema. */
  readonly files: ReadonlyMap<string, string>
  /** Paths that would be generated if there were anything to say: what stands there is left over. */
  readonly nothing: ReadonlySet<string>
  /** What is wrong, by schema file. Nothing is generated for those, but for all others. */
  readonly errors: ReadonlyMap<string, string>
}

export function generate(workspace: Workspace): Generated {
  const objects = workspace.units.flatMap((unit) => unit.entities).filter((entity) => isObjectEntity(entity))
  const errors = new Map<string, string>(workspace.errors)
  const breaches = validate(workspace)
  for (const [unit, breach] of breaches) errors.set(unit.schema, breach)
  solve(objects)
  const recursive = recursiveObjects(objects)
  const bodies = bodiesOnly(workspace)
  const files = new Map<string, string>()
  const nothing = new Set<string>()
  for (const unit of workspace.units) {
    if (breaches.has(unit)) continue
    try {
      const codec = codecText(unit, workspace, recursive, bodies)
      if (codec === undefined) nothing.add(unit.codec)
      else files.set(unit.codec, codec)
      const constants = constantsText(unit)
      if (constants === undefined) nothing.add(unit.constants)
      else files.set(unit.constants, constants)
    } catch (error) {
      errors.set(unit.schema, error instanceof Error ? error.message : String(error))
    }
  }
  return { files, nothing, errors }
}

/** Sets and headers that only ever are part of a message or of a headed payload: those read them themselves. */
function bodiesOnly(workspace: Workspace): Set<Entity> {
  const entities = workspace.units.flatMap((unit) => unit.entities)
  const bodies = new Set<Entity>()
  const others = new Set<Entity>()
  for (const entity of entities) {
    const parts = new Set<Entity>()
    if (entity.kind === 'message' || entity.kind === 'headed') {
      parts.add(entity.header)
      parts.add(force(entity.set))
    }
    for (const part of parts) bodies.add(part)
    const direct = uses(entity)
    for (const used of direct) {
      const count = direct.filter((one) => one === used).length
      if (!parts.has(used) || count > 1) others.add(used)
    }
  }
  return new Set([...bodies].filter((entity) => !others.has(entity)))
}

function codecText(
  unit: Unit,
  workspace: Workspace,
  recursive: ReadonlySet<Entity>,
  bodies: ReadonlySet<Entity>
): string | undefined {
  const file = new GeneratedFile(unit, workspace, recursive)
  for (const entity of unit.entities) {
    if (entity.kind === 'enumeration') {
      file.lines.push(...comment(`${entity.prefix}_*.`), `export type ${entity.name} =`)
      file.lines.push(...entity.entries.map(({ name }) => `  | '${name}'`), '')
    }
  }
  for (const entity of unit.entities) {
    if (!isObjectEntity(entity) || bodies.has(entity)) continue
    emitObject(file, entity)
  }
  return file.lines.length === 0 ? undefined : file.text()
}

function emitObject(file: GeneratedFile, entity: ObjectEntity): void {
  emitTypes(file, entity)
  emitDecoder(file, entity)
  emitEncoder(file, entity)
  emitPaths(file, entity)
  if (entity.kind === 'message') emitCodec(file, entity)
}

function emitCodec(file: GeneratedFile, message: Message): void {
  const name = nameOf(message)
  const size = (message.header.size + 3) & ~3
  const decode = decoderOf(message)
  file.lines.push(
    ...comment(message.doc),
    `export const ${lowerCodec(message)}: ${file.useType('Codec')}<${name}, ${name}Input> = {`,
    `  name: '${message.name}',`,
    `  headerSize: ${size},`,
    `  paths: ${pathsOf(message)},`,
    `  decode(bytes, offset, end) {`,
    '    try {',
    `      return ${decode}(bytes, offset, end)`,
    '    } catch (error) {',
    `      throw ${file.use('failed')}(error, ${pathsOf(message)}, bytes, offset, end)`,
    '    }',
    '  },',
    `  encode: ${encoderOf(message)}${message.identity === undefined ? '' : ','}`,
    ...identityLines(file, message),
    '}',
    ''
  )
}

function identityLines(file: GeneratedFile, { identity }: Message): string[] {
  if (identity === undefined) return []
  if ('module' in identity) return [`  identity: ${file.handWritten(identity.module, identity.name)}`]
  const parts = identity.map((key) => `\${${access('value', key)} ?? ''}`)
  return ['  identity(value) {', `    return \`${parts.join('|')}\``, '  }']
}
