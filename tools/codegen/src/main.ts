#!/usr/bin/env node
/**
 * Writes codec.ts and constants.ts beside every schema of the workspace, or of the directories given.
 *
 *     nlkit-codegen [--check | --schema] [directory ..]
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { findSchemas, loadWorkspace, workspaceSchemas } from './workspace.ts'
import { generate } from './generate.ts'
import { schemaJson } from './schema-json.ts'

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'))
const directories = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const unknown = flags.find((flag) => flag !== '--check' && flag !== '--schema')

if (unknown !== undefined) {
  console.error(`unknown option ${unknown}: nlkit-codegen [--check | --schema] [directory ..]`)
  process.exit(2)
}
try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function main(): Promise<number> {
  const files =
    directories.length === 0
      ? workspaceSchemas(process.cwd())
      : directories.flatMap((path) => findSchemas(path)).toSorted()
  const workspace = await loadWorkspace(files, packageOf)
  const { files: texts, errors } = generate(workspace)
  for (const [path, error] of errors) console.error(`${relative(process.cwd(), path)}: ${error}`)
  if (flags.includes('--schema')) {
    process.stdout.write(`${JSON.stringify(schemaJson(workspace), undefined, 1)}\n`)
    return errors.size === 0 ? 0 : 1
  }
  const stale = [...texts].filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
  if (flags.includes('--check')) {
    for (const [path] of stale)
      console.error(`${relative(process.cwd(), path)} is not what its schema says: run pnpm generate`)
    return stale.length === 0 && errors.size === 0 ? 0 : 1
  }
  for (const [path, text] of stale) writeFileSync(path, text)
  console.log(`${files.length} schemas, ${texts.size} files, ${stale.length} written`)
  return errors.size === 0 ? 0 : 1
}

/** The name of the package that a schema belongs to. */
function packageOf(file: string): string {
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    const manifest = join(directory, 'package.json')
    if (existsSync(manifest)) return (JSON.parse(readFileSync(manifest, 'utf8')) as { name: string }).name
    if (directory === dirname(directory)) return ''
  }
}
