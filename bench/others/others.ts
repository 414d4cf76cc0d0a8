/** Contestants beside ours, each used where it is installed and named as missing where it is not. */
import { spawnSync } from 'node:child_process'
import type { Contestant } from '../rounds.ts'
import { builtInC, builtInGo, fromNpm, inPython, installed, type Found } from './programs.ts'

type Contestants = Record<string, Contestant | string>

const ip = (): Found => installed('ip', 'iproute2')
const mnl = (): Found => builtInC('mnl.c', 'libmnl', 'libmnl-dev')
const nl = (): Found => builtInC('nl.c', 'libnl-route-3.0', 'libnl-route-3-dev')
const go = (): Found => builtInGo('vishvananda.go', 'golang-github-vishvananda-netlink-dev')
const pyroute2 = (): Found => inPython('pyroute2_bench.py', 'pyroute2', 'python3-pyroute2')
const npm = (): Found => fromNpm('npm_netlink.cjs', 'netlink')

/** A program that times itself and prints nanoseconds, as those beside this file do. */
function selfTimed(found: Found, args: readonly (string | number)[], units: number): Contestant | string {
  if (typeof found === 'string') return found
  const [file = '', ...first] = found
  return () => {
    const { status, stdout, stderr } = spawnSync(file, [...first, ...args.map(String)], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${file}: ${stderr}`)
    return Number(stdout) / units
  }
}

/** A command that does it all, from its start to its end. */
function wholeRun(found: Found, args: readonly string[], units: number, input?: string): Contestant | string {
  if (typeof found === 'string') return found
  const [file = '', ...first] = found
  return () => {
    const start = process.hrtime.bigint()
    const { status } = spawnSync(file, [...first, ...args], {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'inherit'],
      input
    })
    if (status !== 0) throw new Error(`${file} ${args.join(' ')}: status ${status}`)
    return Number(process.hrtime.bigint() - start) / units
  }
}

const library = (work: string, units: number, ...args: (string | number)[]): Contestants => ({
  'libmnl, all attributes walked': selfTimed(mnl(), [work, ...args], units),
  'libnl, objects in a cache': selfTimed(nl(), [work, ...args], units),
  'vishvananda/netlink (Go)': selfTimed(go(), [work, ...args], units),
  pyroute2: selfTimed(pyroute2(), [work, ...args], units),
  'npm netlink': selfTimed(npm(), [work, ...args], units)
})

/** What `ip -batch` reads. */
function lines(verb: string, count: number): string {
  const line = (_: unknown, i: number): string =>
    `route ${verb} 10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}/32 dev lo`
  return Array.from({ length: count }, line).join('\n')
}

export const others = {
  routes: (count: number): Contestants => ({
    'ip -j route (whole run)': wholeRun(ip(), ['-j', '-4', 'route'], count),
    ...library('routes', count)
  }),
  links: (count: number): Contestants => ({
    'ip -j -d link (whole run)': wholeRun(ip(), ['-j', '-d', 'link'], count),
    ...library('links', count)
  }),
  requests: (index: number, count: number): Contestants => library('requests', count, index, count),
  tcp: (count: number): Contestants => ({
    'ss -tani (whole run)': wholeRun(installed('ss', 'iproute2'), ['-4tani'], count)
  }),
  writes: (count: number): Contestants => {
    const adding = wholeRun(ip(), ['-batch', '-'], count, lines('add', count))
    const deleting = wholeRun(ip(), ['-batch', '-'], count, lines('delete', count))
    if (typeof adding === 'string' || typeof deleting === 'string') return { 'ip -batch': String(adding) }
    return {
      'ip -batch (whole run)': async () => {
        const nanoseconds = await adding()
        await deleting()
        return nanoseconds
      }
    }
  }
}
