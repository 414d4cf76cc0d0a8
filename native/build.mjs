// Builds the addon for the running Node's headers and puts it where the package ships it.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const gyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js')
// Named always: node-gyp must never try to fetch headers.
const nodedir = dirname(dirname(process.execPath))
const { status, stdout, stderr } = spawnSync(process.execPath, [gyp, 'configure', 'build', `--nodedir=${nodedir}`], {
  cwd: import.meta.dirname,
  encoding: 'utf8'
})
if (status !== 0) {
  process.stderr.write(stdout + stderr)
  process.exit(status ?? 1)
}
const place = join(import.meta.dirname, 'prebuilds', `${process.platform}-${process.arch}`)
mkdirSync(place, { recursive: true })
copyFileSync(join(import.meta.dirname, 'build/Release/nlkit.node'), join(place, 'nlkit.node'))
