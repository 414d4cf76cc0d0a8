// Builds the addon for the running Node's headers and puts it where the package ships it. `--sanitize=address` (undefined,
// thread) builds it for that sanitizer into a folder of its own instead, which nothing loads unless asked to.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

const here = import.meta.dirname
const { sanitize } = parseArgs({ options: { sanitize: { type: 'string' } } }).values
const sanitizers = {
  address: '-fsanitize=address -fno-omit-frame-pointer',
  // Objects of ours are built without run-time type information, as Node's headers ask.
  undefined: '-fsanitize=undefined -fno-sanitize=vptr -fno-sanitize-recover=all',
  thread: '-fsanitize=thread'
}

if (sanitize === undefined) {
  build(here, {})
  install(
    join(here, 'build/Release/nlkit.node'),
    join(here, 'prebuilds', `${process.platform}-${process.arch}`)
  )
} else {
  const flags = sanitizers[sanitize]
  if (flags === undefined) throw new Error(`--sanitize: expected ${Object.keys(sanitizers).join(', ')}`)
  // node-gyp always builds in the folder of binding.gyp.
  const folder = join(here, 'build', sanitize)
  mkdirSync(folder, { recursive: true })
  for (const name of ['binding.gyp', 'src']) {
    if (!existsSync(join(folder, name))) symlinkSync(join('../..', name), join(folder, name))
  }
  build(folder, {
    CXXFLAGS: `${process.env.CXXFLAGS ?? ''} ${flags} -g -O1`,
    LDFLAGS: `${process.env.LDFLAGS ?? ''} ${flags}`
  })
}

function build(folder, env) {
  const gyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js')
  // Named always: node-gyp must never try to fetch headers.
  const nodedir = dirname(dirname(process.execPath))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [gyp, 'configure', 'build', `--nodedir=${nodedir}`],
    {
      cwd: folder,
      env: { ...process.env, ...env },
      encoding: 'utf8'
    }
  )
  if (status === 0) return
  process.stderr.write(stdout + stderr)
  process.exit(status ?? 1)
}

function install(file, folder) {
  mkdirSync(folder, { recursive: true })
  const place = join(folder, 'nlkit.node')
  // Under another name first: a process that has the old one mapped would run into the new one's bytes.
  copyFileSync(file, `${place}.new`)
  renameSync(`${place}.new`, place)
}
