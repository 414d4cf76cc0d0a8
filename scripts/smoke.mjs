// Runs in a project that has the packages installed, on any supported Node. No `using`: Node 20 and 22 cannot parse it.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const folder = new URL('node_modules/@nlkit/', import.meta.url)
let entries = 0

for (const name of readdirSync(folder)) {
  const { exports } = JSON.parse(readFileSync(new URL(`${name}/package.json`, folder), 'utf8'))
  for (const entry of Object.keys(exports)) {
    if (entry === './package.json') continue
    const specifier = `@nlkit/${name}${entry.slice(1)}`
    const imported = await import(specifier)
    const required = require(specifier)
    const names = Object.keys(imported)
    assert.deepEqual(Object.keys(required), names, specifier)
    for (const key of names) assert.equal(required[key], imported[key], `${specifier}: ${key}`)
    entries++
  }
}

const { Rtnl } = await import('@nlkit/rtnl')
const rtnl = Rtnl.open()
const lo = await rtnl.links.get('lo')
assert.equal(lo.ifname, 'lo')
const links = await rtnl.links.list()
assert.ok(links.some((link) => link.index === lo.index))
rtnl.close()

console.log(`${entries} entries by import and require(); ${links.length} links from the kernel`)
