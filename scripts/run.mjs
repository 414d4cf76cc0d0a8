/**
 * npm start, npm test, npm run bench, npm run test:vm, npm run hardening: from a fresh clone to a result. Plain JavaScript that any Node 20.19 runs; what it starts runs on
 * the Node that the workspace brings. When nothing has changed since the last time, it installs nothing and asks no
 * network.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = join(root, 'node_modules/.bin')
const stamp = join(root, 'node_modules/.nlkit-installed')
const minute = 60_000

process.chdir(root)
// Debian keeps some of the network tools out of a user's PATH.
process.env.PATH = [bin, process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter)
process.env.TURBO_TELEMETRY_DISABLED = '1'
process.env.DO_NOT_TRACK = '1'

const [task, ...args] = process.argv.slice(2)
await install()
if (task === 'start') {
  await build()
  process.exit(
    await end(spawn(join(bin, 'node'), ['packages/cli/dist/main.js', ...args], { stdio: 'inherit' }))
  )
} else if (task === 'bench') {
  await build()
  process.exit(
    await end(
      spawn(join(bin, 'node'), ['--disable-warning=ExperimentalWarning', 'bench/main.ts', ...args], {
        stdio: 'inherit'
      })
    )
  )
} else if (task === 'test:vm') {
  await build()
  process.exit(await end(spawn(join(bin, 'node'), ['scripts/vm.ts', ...args], { stdio: 'inherit' })))
} else if (task === 'hardening') {
  await build()
  process.exit(await end(spawn(join(bin, 'node'), ['scripts/hardening.ts', ...args], { stdio: 'inherit' })))
} else if (task === 'test') {
  process.exit(await end(spawn(join(bin, 'node'), ['scripts/test.ts', ...args], { stdio: 'inherit' })))
} else {
  fail(`unknown task ${task}: start, test, test:vm, hardening or bench`)
}

/** Installs the lockfile's packages, unless the manifests are those of the last time. */
async function install() {
  const manifests = manifestHash()
  const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === manifests
  if (installed && existsSync(join(bin, 'node'))) return
  say('installing development tools and a Node.js of our own (the first time, half a minute or so) ...')
  const { packageManager } = JSON.parse(readFileSync('package.json', 'utf8'))
  // All it says goes to standard error: the output of `npm start` is the command's own.
  const child = spawn(
    'npx',
    ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'],
    {
      stdio: ['ignore', 2, 2]
    }
  )
  const timer = setTimeout(() => {
    child.kill('SIGKILL')
    fail('installing took more than 20 minutes: is the package registry reachable?')
  }, 20 * minute)
  if ((await end(child)) !== 0) fail('installing failed')
  clearTimeout(timer)
  if (!existsSync(join(bin, 'node'))) {
    fail(
      `no package of Node.js for ${process.platform}-${process.arch}: development needs Linux on x64 or arm64`
    )
  }
  writeFileSync(stamp, manifests)
}

/** Builds the command and what it stands on; silent unless it takes a while or fails. */
async function build() {
  const timer = setTimeout(() => say('building (the native part takes longest, the first time) ...'), 800)
  const child = spawn('turbo', ['run', 'build', '--filter=@nlkit/cli...', '--output-logs=errors-only'], {
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const status = await end(child)
  clearTimeout(timer)
  if (status === 0) return
  process.stderr.write(output)
  fail('building failed')
}

function manifestHash() {
  const hash = createHash('sha256').update(process.arch)
  const folders = ['native']
  for (const parent of ['packages', 'tools'])
    for (const name of readdirSync(parent).sort()) folders.push(join(parent, name))
  const files = [
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...folders.map((f) => join(f, 'package.json'))
  ]
  for (const file of files) if (existsSync(file)) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

/** The exit status of a child; signals sent to us are its to answer. */
function end(child) {
  // Ctrl-C reaches the child by itself, being sent to the whole foreground group.
  const forward = (signal) => signal !== 'SIGINT' && child.kill(signal)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  return new Promise((resolve) => {
    child.on('error', (error) => fail(`${child.spawnfile}: ${error.message}`))
    child.on('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })
}

function say(text) {
  process.stderr.write(`nlkit: ${text}\n`)
}

function fail(text) {
  say(text)
  process.exit(1)
}
