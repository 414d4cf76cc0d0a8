// Builds the addon from its source and puts it where the loader looks: into prebuilds.
//
//   node build.mjs                    for this machine
//   node build.mjs --arch=arm64       for another, by Debian's g++-aarch64-linux-gnu or what CC and CXX name
//   node build.mjs --sanitize=address,undefined (or one of them, or thread) into a folder of its own, which nothing loads
//                                     unless asked to
//
// It is in the package for machines that no prebuilt addon fits: `npm install --no-save node-gyp node-addon-api`, then
// `node node_modules/@nlkit/native/build.mjs`.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const here = dirname(fileURLToPath(import.meta.url))
const { arch, sanitize, strict } = parseArgs({
  options: {
    arch: { type: 'string', default: process.arch },
    sanitize: { type: 'string' },
    // For us: whoever compiles this by a compiler that we have not seen is not to be held up by what it warns of, nor by a
    // linker that cannot optimize.
    strict: { type: 'boolean', default: false }
  }
}).values
const sanitizers = {
  address: '-fsanitize=address -fno-omit-frame-pointer',
  // Objects of ours are built without run-time type information, as Node's headers ask.
  undefined: '-fsanitize=undefined -fno-sanitize=vptr -fno-sanitize-recover=all',
  thread: '-fsanitize=thread'
}
const prefixes = { arm64: 'aarch64-linux-gnu-', x64: 'x86_64-linux-gnu-' }

if (sanitize !== undefined) {
  const names = sanitize.split(',')
  const unknown = names.find((name) => sanitizers[name] === undefined)
  if (unknown !== undefined) throw new Error(`--sanitize: expected ${Object.keys(sanitizers).join(', ')}`)
  const flags = names.map((name) => sanitizers[name]).join(' ')
  build(folderOf(names.join('-')), { CXXFLAGS: `${flags} -g -O1`, LDFLAGS: flags })
} else {
  const isCross = arch !== process.arch
  const folder = isCross ? folderOf(arch) : here
  const compiler = isCross ? crossCompiler() : {}
  // A sixth smaller; for arm64 half of it, whose sections then fit in front of the first 64 KiB page.
  const flags = strict && isGnu(compiler.CXX ?? process.env.CXX ?? 'g++') ? '-flto' : ''
  build(folder, { ...compiler, CXXFLAGS: flags, LDFLAGS: `-Wl,-s ${flags}` })
  install(join(folder, 'build/Release/nlkit.node'), join(here, 'prebuilds', `${process.platform}-${arch}`))
}

/** node-gyp always builds in the folder of binding.gyp, so what is built besides has a folder with links. */
function folderOf(name) {
  const folder = join(here, 'build', name)
  mkdirSync(folder, { recursive: true })
  for (const linked of ['binding.gyp', 'src']) {
    if (!existsSync(join(folder, linked))) symlinkSync(join('../..', linked), join(folder, linked))
  }
  return folder
}

function crossCompiler() {
  const prefix = prefixes[arch]
  if (prefix === undefined) throw new Error(`--arch: expected ${Object.keys(prefixes).join(', ')}`)
  const { CC = `${prefix}gcc`, CXX = `${prefix}g++`, AR = `${prefix}ar` } = process.env
  return { CC, CXX, AR, LINK: CXX }
}

/** Whether it is GCC: its linker's plugin comes with it. */
function isGnu(compiler) {
  return /Free Software Foundation/.test(
    spawnSync(compiler, ['--version'], { encoding: 'utf8' }).stdout ?? ''
  )
}

function build(folder, { CXXFLAGS, LDFLAGS, ...compiler }) {
  const gyp = find('node-gyp/bin/node-gyp.js')
  const argv = [gyp, 'configure', 'build', `--arch=${arch}`]
  // Headers of the Node that runs this, where it has them: then node-gyp fetches none.
  const nodedir = dirname(dirname(process.execPath))
  if (existsSync(join(nodedir, 'include/node/node_api.h'))) argv.push(`--nodedir=${nodedir}`)
  const env = {
    ...process.env,
    ...compiler,
    CXXFLAGS: `${process.env.CXXFLAGS ?? ''} ${CXXFLAGS}${strict ? ' -Werror' : ''}`,
    LDFLAGS: `${process.env.LDFLAGS ?? ''} ${LDFLAGS}`,
    NLKIT_NODE_ADDON_API: dirname(find('node-addon-api/package.json'))
  }
  const { status, stdout, stderr, error } = spawnSync(process.execPath, argv, {
    cwd: folder,
    env,
    encoding: 'utf8'
  })
  if (status === 0) return
  process.stderr.write(error === undefined ? stdout + stderr : `${error.message}\n`)
  process.exit(status ?? 1)
}

/** What it takes to build, from this package or from the project that it is called in. */
function find(file) {
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(from).resolve(file)
    } catch {
      // Looked for elsewhere.
    }
  }
  process.stderr.write(`${file} is not installed: npm install --no-save node-gyp node-addon-api\n`)
  process.exit(1)
}

function install(file, folder) {
  mkdirSync(folder, { recursive: true })
  const place = join(folder, 'nlkit.node')
  // Under another name first: a process that has the old one mapped would run into the new one's bytes.
  copyFileSync(file, `${place}.new`)
  renameSync(`${place}.new`, place)
}
