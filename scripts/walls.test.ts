import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { violations } from './walls.ts'
import { type Manifest } from './workspace.ts'

let base = ''

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'nlkit-walls-'))
  write('pnpm-lock.yaml', "lockfileVersion: '9.0'\n")
  manifest('native', {}, { '.': { types: './index.d.ts', default: './index.js' } })
  write('native/index.js', 'export const binding = 1\n')
  manifest('packages/core', { optionalDependencies: { '@nlkit/native': 'workspace:*' } })
  write('packages/core/src/index.ts', "export const load = () => require('@nlkit/native')\n")
  for (const name of ['rtnl', 'uevent']) {
    manifest(`packages/${name}`, { dependencies: { '@nlkit/core': 'workspace:^' } })
    write(`packages/${name}/src/index.ts`, "export { load } from '@nlkit/core'\n")
  }
  manifest('packages/cli', { dependencies: { '@nlkit/rtnl': 'workspace:^', commander: '1.0.0' } }, {})
  write('packages/cli/src/main.ts', "import '@nlkit/rtnl'\nimport { program } from 'commander'\n")
  mkdirSync(join(base, 'tools'))
})

afterEach(() => rmSync(base, { recursive: true, force: true }))

function write(file: string, text: string): void {
  mkdirSync(dirname(join(base, file)), { recursive: true })
  writeFileSync(join(base, file), text)
}

const entry = { types: './dist/index.d.ts', default: './dist/index.js' }
const source = { 'nlkit-source': './src/index.ts', ...entry }

function manifest(folder: string, more: Partial<Manifest>, exports?: Manifest['exports']): void {
  const all: Manifest = {
    name: `@nlkit/${folder.split('/').at(-1) ?? ''}`,
    version: '0.1.0',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20.19' },
    exports: exports ?? { '.': source },
    publishConfig: { exports: { '.': entry } },
    ...more
  }
  write(`${folder}/package.json`, JSON.stringify(all))
}

it('finds nothing in a workspace that keeps the rules', () => {
  expect(violations(base)).toEqual([])
})

it('refuses a protocol package that uses another', () => {
  manifest('packages/uevent', {
    dependencies: { '@nlkit/core': 'workspace:^', '@nlkit/rtnl': 'workspace:^' }
  })
  write('packages/uevent/src/index.ts', "export { load } from '@nlkit/core'\nexport * from '@nlkit/rtnl'\n")
  expect(violations(base)).toEqual([
    'packages/uevent/package.json: @nlkit/rtnl: a protocol package may not depend on it'
  ])
})

it('refuses an import that is not declared, by type or by path', () => {
  write('packages/uevent/src/a.ts', "import { type A } from '@nlkit/rtnl'\nexport type { A }\n")
  write('packages/uevent/src/b.ts', "export { load } from '../../core/src/index.ts'\n")
  expect(violations(base)).toEqual([
    'packages/uevent/src/a.ts: imports @nlkit/rtnl, which its package.json does not declare',
    'packages/uevent/src/b.ts: imports ../../core/src/index.ts, outside of its package'
  ])
})

it('lets tests import what they like', () => {
  write('packages/uevent/src/a.test.ts', "import '@nlkit/rtnl'\nimport '../../../test/support/kernel.ts'\n")
  expect(violations(base)).toEqual([])
})

it('refuses a declared dependency that nothing imports', () => {
  write('packages/uevent/src/index.ts', "// import '@nlkit/core'\nexport const nothing = 0\n")
  expect(violations(base)).toEqual(['packages/uevent/package.json: @nlkit/core is declared but not imported'])
})

it('refuses what is no entry of a package', () => {
  write('packages/uevent/src/index.ts', "export { load } from '@nlkit/core/src/index.ts'\n")
  expect(violations(base)).toEqual([
    'packages/uevent/src/index.ts: imports @nlkit/core/src/index.ts, which is no entry of @nlkit/core'
  ])
})

it('refuses packages from outside, the command aside', () => {
  manifest('packages/rtnl', { dependencies: { '@nlkit/core': 'workspace:^', commander: '1.0.0' } })
  write('packages/rtnl/src/index.ts', "export { load } from '@nlkit/core'\nimport 'commander'\n")
  expect(violations(base)).toEqual([
    'packages/rtnl/package.json: commander: no run-time dependency outside the workspace, the command aside'
  ])
})

it('refuses a protocol in core, in code but not in prose', () => {
  write('packages/core/src/a.ts', '/** As for RTM_GETLINK. */\nexport const RTM_NEWADDR = 20\n')
  expect(violations(base)).toEqual(['packages/core/src/a.ts: knows RTM_NEWADDR: core knows no protocol'])
})

it('wants native pinned and optional, core by its major', () => {
  manifest('packages/core', { dependencies: { '@nlkit/native': 'workspace:^' } })
  manifest('packages/rtnl', { dependencies: { '@nlkit/core': 'workspace:*' } })
  expect(violations(base)).toEqual([
    'packages/core/package.json: @nlkit/native: must be an optional dependency',
    'packages/core/package.json: @nlkit/native: must be pinned exactly: "workspace:*"',
    'packages/rtnl/package.json: @nlkit/core: must be "workspace:^"'
  ])
})

it('finds a circle', () => {
  manifest('native', { dependencies: { '@nlkit/core': 'workspace:^' } }, {})
  write('native/index.js', "import '@nlkit/core'\n")
  expect(violations(base)).toContain(
    'dependencies go in a circle: @nlkit/native -> @nlkit/core -> @nlkit/native'
  )
})

it('wants every manifest to say ESM, no side effects, the oldest Node, and the same entries published', () => {
  manifest('packages/rtnl', {
    dependencies: { '@nlkit/core': 'workspace:^' },
    type: 'commonjs',
    sideEffects: true,
    engines: { node: '>=22' },
    publishConfig: { exports: {} }
  })
  expect(violations(base)).toHaveLength(4)
})

it('refuses a lockfile that names a host', () => {
  write('pnpm-lock.yaml', 'tarball: https://registry.example/a.tgz\n')
  expect(violations(base)).toEqual([
    'pnpm-lock.yaml: names a host: packages come from wherever the user gets them'
  ])
})
