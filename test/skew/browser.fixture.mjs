// Runs a program in a world without Node: a context that has what browsers have, and no built-in modules.
// node --experimental-vm-modules browser.fixture.mjs <program> <folder of node_modules>
import { readFileSync } from 'node:fs'
import { join, dirname } from 'node:path'
import vm from 'node:vm'

const [, , program, folder] = process.argv
const lines = []
const browser = {
  AbortController,
  AbortSignal,
  TextDecoder,
  TextEncoder,
  URL,
  clearTimeout,
  performance,
  queueMicrotask,
  setTimeout,
  console: { log: (line) => lines.push(line) }
}
const context = vm.createContext(browser)
const modules = new Map()

function fileOf(specifier, from) {
  if (specifier.startsWith('.')) return join(dirname(from), specifier)
  const [, scope, name, entry = ''] = /^(@[^/]+)\/([^/]+)(\/.*)?$/.exec(specifier) ?? []
  if (scope === undefined) throw new Error(`${from} imports ${specifier}`)
  return join(folder, 'node_modules', scope, name, 'dist', entry, 'index.js')
}

function load(file) {
  const known = modules.get(file)
  if (known !== undefined) return known
  const module = new vm.SourceTextModule(readFileSync(file, 'utf8'), {
    context,
    identifier: file,
    initializeImportMeta: (meta) => (meta.url = `https://example.invalid${file}`)
  })
  modules.set(file, module)
  return module
}

const main = load(program)
await main.link((specifier, from) => load(fileOf(specifier, from.identifier)))
await main.evaluate()
await new Promise((resolve) => setTimeout(resolve, 50))
process.stdout.write(`${lines.join('\n')}\n`)
