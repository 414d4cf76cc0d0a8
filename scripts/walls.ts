/**
 * The walls of the workspace: who may import whom, and what each manifest must say. `pnpm walls` prints what stands
 * against them.
 *
 *   native <- core <- protocol packages <- cli        tools -> core
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { importsOf, isTest, packageOf, sourceFiles, withoutComments } from './imports.ts'
import { type Manifest, type Package, packages, root } from './workspace.ts'

const scope = '@nlkit/'
const native = '@nlkit/native'
const core = '@nlkit/core'

type Role = 'native' | 'core' | 'protocol' | 'cli' | 'tool'

function roleOf({ folder, manifest }: Package): Role {
  if (manifest.name === native) return 'native'
  if (manifest.name === core) return 'core'
  if (manifest.name === '@nlkit/cli') return 'cli'
  return folder.startsWith('tools/') ? 'tool' : 'protocol'
}

/** Which workspace packages a role may depend on at run time. */
const mayDependOn: Record<Role, (name: string) => boolean> = {
  native: () => false,
  core: (name) => name === native,
  protocol: (name) => name === core,
  cli: (name) => name !== native,
  tool: (name) => name === core
}

/** Everything in the tree that breaks a rule, a sentence each. */
export function violations(base = root): string[] {
  const all = packages(base)
  return [
    ...all.flatMap((one) => [
      ...manifestRules(one, base),
      ...dependencyRules(one),
      ...sourceRules(one, all, base)
    ]),
    ...cycles(all),
    ...lockfileRules(base)
  ]
}

function manifestRules({ folder, manifest }: Package, base: string): string[] {
  const found: string[] = []
  const expect = (holds: boolean, rule: string): void => {
    if (!holds) found.push(`${folder}/package.json: ${rule}`)
  }
  expect(manifest.type === 'module', '"type" must be "module"')
  expect(manifest.sideEffects === false, '"sideEffects" must be false')
  expect(manifest.engines?.node === '>=20.19', '"engines.node" must be ">=20.19"')
  expect(manifest.exports !== undefined, '"exports" must name the entries')
  for (const [entry, target] of Object.entries(manifest.exports ?? {})) {
    const source = typeof target === 'string' ? target : target['nlkit-source']
    if (source === undefined) continue
    expect(existsSync(join(base, folder, source)), `"exports" names ${source}, which is not there`)
    if (typeof target === 'string') continue
    expect('types' in target && 'default' in target, `"exports" of "${entry}" needs "types" and "default"`)
    const { 'nlkit-source': _, ...published } = target
    expect(
      JSON.stringify(manifest.publishConfig?.exports?.[entry]) === JSON.stringify(published),
      `"publishConfig.exports" of "${entry}" must be that of "exports" without "nlkit-source"`
    )
  }
  return found
}

function dependencyRules(one: Package): string[] {
  const { folder, manifest } = one
  const role = roleOf(one)
  const found: string[] = []
  for (const [name, range] of Object.entries(runtimeDependencies(manifest))) {
    const say = (rule: string): number => found.push(`${folder}/package.json: ${name}: ${rule}`)
    if (!name.startsWith(scope)) {
      if (role !== 'cli') say('no run-time dependency outside the workspace, the command aside')
      continue
    }
    if (!mayDependOn[role](name)) say(`a ${role} package may not depend on it`)
    if (role === 'core' && name === native) {
      if (manifest.optionalDependencies?.[name] === undefined) say('must be an optional dependency')
      // Published as the exact version.
      if (range !== 'workspace:*') say('must be pinned exactly: "workspace:*"')
    } else if (range !== 'workspace:^') say('must be "workspace:^"')
  }
  return found
}

function sourceRules(one: Package, all: readonly Package[], base: string): string[] {
  const { folder, manifest } = one
  const role = roleOf(one)
  const found: string[] = []
  const declared = runtimeDependencies(manifest)
  const used = new Set<string>()
  const known = new Map(all.map((other) => [other.manifest.name, other.manifest]))

  for (const name of sourceFiles(join(base, folder))) {
    const file = join(base, folder, name)
    const say = (rule: string): number => found.push(`${folder}/${name}: ${rule}`)
    const shipped = !isTest(name) && (role === 'native' || name.startsWith('src/'))
    for (const specifier of importsOf(file)) {
      const target = packageOf(specifier)
      if (target === undefined) {
        const outside = relative(join(base, folder), resolve(file, '..', specifier)).startsWith('..')
        if (shipped && specifier.startsWith('.') && outside)
          say(`imports ${specifier}, outside of its package`)
        continue
      }
      if (target === manifest.name) continue
      if (!shipped) continue
      used.add(target)
      if (!(target in declared)) say(`imports ${specifier}, which its package.json does not declare`)
      const entry = specifier === target ? '.' : `.${specifier.slice(target.length)}`
      const exports = known.get(target)?.exports
      if (exports !== undefined && !(entry in exports))
        say(`imports ${specifier}, which is no entry of ${target}`)
    }
    if (shipped && (role === 'core' || role === 'native')) {
      const word = /\b(?:RTM|IFLA|IFA|RTA|NDA|FRA|TCA|INET_DIAG|SOCK_DIAG|UNIX_DIAG)_[A-Z0-9_]+/.exec(
        withoutComments(readFileSync(file, 'utf8'))
      )
      if (word !== null) say(`knows ${word[0]}: ${role} knows no protocol`)
    }
  }
  for (const name of Object.keys(declared)) {
    if (!used.has(name)) found.push(`${folder}/package.json: ${name} is declared but not imported`)
  }
  return found
}

function cycles(all: readonly Package[]): string[] {
  const edges = new Map(
    all.map(({ manifest }) => [manifest.name, Object.keys(runtimeDependencies(manifest))])
  )
  const found: string[] = []
  const done = new Set<string>()
  const visit = (name: string, path: string[]): void => {
    if (path.includes(name)) found.push(`dependencies go in a circle: ${[...path, name].join(' -> ')}`)
    if (path.includes(name) || done.has(name)) return
    for (const next of edges.get(name) ?? []) visit(next, [...path, name])
    done.add(name)
  }
  for (const name of edges.keys()) visit(name, [])
  return found
}

function lockfileRules(base: string): string[] {
  const lockfile = readFileSync(join(base, 'pnpm-lock.yaml'), 'utf8')
  return /https?:\/\//.test(lockfile)
    ? ['pnpm-lock.yaml: names a host: packages come from wherever the user gets them']
    : []
}

function runtimeDependencies(manifest: Manifest): Record<string, string> {
  return { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }
}

if (import.meta.main) {
  const found = violations()
  for (const line of found) console.log(line)
  process.exit(found.length === 0 ? 0 : 1)
}
