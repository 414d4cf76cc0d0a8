/**
 * Writes the API reference of every published entry to docs/api, which git ignores, and says what in it lacks a sentence.
 * `pnpm docs:api` from the root; with `--check` nothing is written. TypeDoc needs a TypeScript with a compiler interface, so this package has one of its own.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Application, Converter, Logger, LogLevel, ReflectionKind } from 'typedoc'

const root = join(import.meta.dirname, '../..')
const output = join(root, 'docs/api')

interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, string | { readonly 'nlkit-source'?: string }>>
}

/** Entries by the file that each is made from. */
function entries(): Map<string, string> {
  const found = new Map<string, string>()
  for (const folder of readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name))) {
    const { name, exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    for (const [entry, target] of Object.entries(exports)) {
      const source = typeof target === 'string' ? undefined : target['nlkit-source']
      if (source !== undefined) found.set(join(folder, source), `${name}${entry.slice(1)}`)
    }
  }
  return found
}

/**
 * What needs no sentence of its own: the kernel's constants, which its headers explain; iteration and disposal, which the language does;
 * and what is named for the type that it writes or the system call that it makes.
 */
const SELF_EXPLAINING =
  /\.(?:[A-Z][A-Z0-9]*(?:_[A-Za-z0-9]+)*|[su]\d+) \(Variable\)|\.\[\w+\] \(|\.(?:Writer|TransportSocket|ScriptedSocket|ScriptedKernel|PayloadCodec)\.\w+ \(/

/** Counts what TypeDoc warns of, and shows each of it when asked to. */
class Counting extends Logger {
  readonly #show = process.argv.includes('--verbose')
  readonly counts = new Map<string, number>()

  override log(message: string, level: LogLevel): void {
    if (level < LogLevel.Warn) return
    super.log(message, level)
    if (/does not have any documentation/.test(message) && SELF_EXPLAINING.test(message)) return
    const kind = /does not have any documentation/.test(message)
      ? 'exports or members without documentation'
      : /is referenced by .* but not included/.test(message)
        ? 'types that exports name but no entry exports'
        : 'others'
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    if (this.#show || level === LogLevel.Error || kind === 'others') console.error(message)
  }
}

const names = entries()
const logger = new Counting()
const application = await Application.bootstrap({
  name: 'nlkit',
  entryPoints: [...names.keys()],
  tsconfig: join(root, 'tools/docs/tsconfig.json'),
  out: output,
  readme: join(root, 'README.md'),
  // The workspace's own `tsc` judges the types.
  skipErrorChecking: true,
  excludePrivate: true,
  excludeInternal: true,
  disableSources: true,
  githubPages: false,
  // The default is the root's own name, of which there is no export.
  packagesRequiringDocumentation: [
    ...new Set([...names.values()].map((name) => name.split('/', 2).join('/')))
  ],
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  requiredToBeDocumented: ['Class', 'Function', 'Interface', 'TypeAlias', 'Method', 'Accessor', 'Variable']
})
application.logger = logger
application.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
  if (!reflection.kindOf(ReflectionKind.Module)) return
  const file = context.getSymbolFromReflection(reflection)?.declarations?.[0]?.getSourceFile().fileName
  reflection.name = names.get(file ?? '') ?? reflection.name
})
const project = await application.convert()
if (project === undefined) process.exit(1)
application.validate(project)
const isCheck = process.argv.includes('--check')
if (!isCheck) await application.generateOutputs(project)
for (const [kind, count] of logger.counts) console.log(`${count} ${kind}`)
if (!isCheck) console.log(`written to ${output}`)
// Whoever adds something undocumented, or breaks a link, is told so by the exit status, too.
if (logger.counts.size > 0) process.exitCode = 1
