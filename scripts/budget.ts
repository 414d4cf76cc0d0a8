/** How much of a disk and of a bundle the installed packages take, measured on the project that `pnpm matrix` installs. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { project } from './matrix.ts'

/** Bytes that core and native may take, source maps aside, with the addons of every architecture. */
const MOST = 600_000

/** Architectures that a published package has a prebuilt addon for. */
const ARCHITECTURES = 2

/** What stands against the packages; empty when nothing does. */
export async function overBudget(): Promise<string[]> {
  const found: string[] = []
  const size = installedBytes()
  if (size > MOST) found.push(`core and native take ${size} bytes on disk, more than ${MOST}`)

  const all = await bundled("import { Rtnl } from '@nlkit/rtnl'; console.log(Rtnl)")
  for (const name of ['addressCodec', 'Addresses', 'ruleCodec', 'Rules']) {
    const one = await bundled(`import { ${name} } from '@nlkit/rtnl'; console.log(${name})`)
    if (one.length > all.length / 10)
      found.push(`a bundle of ${name} alone has ${one.length} bytes, one of all of rtnl ${all.length}`)
  }
  const loaded = await bundledFiles("import { Uevent } from '@nlkit/uevent'; console.log(Uevent)")
  found.push(...loaded.filter((file) => /rtnl|sockdiag/.test(file)).map((file) => `uevent loads ${file}`))
  return found
}

/** Bytes of core and native as they are installed. Where only this machine's addon is built, the others count as much. */
export function installedBytes(): number {
  let bytes = 0
  let addons = 0
  let addonBytes = 0
  for (const name of ['core', 'native']) {
    const folder = join(project, 'node_modules/@nlkit', name)
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const entry = statSync(join(folder, path))
      if (!entry.isFile() || path.endsWith('.map')) continue
      bytes += entry.size
      if (!path.endsWith('.node')) continue
      addons++
      addonBytes += entry.size
    }
  }
  return bytes + (addonBytes / addons) * (ARCHITECTURES - addons)
}

async function bundle(contents: string): ReturnType<typeof build> {
  return build({
    stdin: { contents, resolveDir: project },
    bundle: true,
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false
  })
}

async function bundled(contents: string): Promise<string> {
  return (await bundle(contents)).outputFiles?.[0]?.text ?? ''
}

async function bundledFiles(contents: string): Promise<string[]> {
  return Object.keys((await bundle(contents)).metafile?.inputs ?? {})
}

if (import.meta.main) {
  console.log(`core and native: ${installedBytes()} bytes on disk without source maps`)
  for (const name of [
    'addressCodec',
    'linkCodec',
    'routeCodec',
    'Addresses',
    'Rules',
    'Links',
    'TrafficControl',
    'Rtnl'
  ]) {
    const text = await bundled(`import { ${name} } from '@nlkit/rtnl'; console.log(${name})`)
    console.log(`a bundle of ${name}: ${text.length} bytes`)
  }
}
