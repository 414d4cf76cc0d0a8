/**
 * The same words for `ip link` in one namespace and for `nlkit link` in another: then both are asked what there is. All
 * scenarios are played in one go, because a process for each takes longer than all else.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ip,
  namespace,
  patience,
  renamesLinksThatAreUp,
  run,
  type Json,
  type TestNamespace
} from '../../../../test/support/kernel.ts'
import { nlkitJson, outcomeOf } from '../shared/command.fixture.ts'
import { scenarios } from './scenarios.fixture.ts'

interface Side {
  readonly links: ReadonlyMap<string, Json>
  /** What was refused, by scenario. */
  readonly refused: ReadonlyMap<number, string>
}

const BELOW = 'add d0 address 02:00:00:00:00:d0 type veth peer name d1 address 02:00:00:00:00:d1'
/** Milliseconds for all scenarios of one side. */
const LIMIT = 120_000 * patience

/** What neither side can say beforehand, with its reason. */
const LEFT_OUT = new Set([
  'ifindex', // what was refused may have taken one
  'sci', // made of a random address
  'seq_nr', // runs
  'operstate', // follows a moment later
  'qdisc', // follows the carrier
  'state', // of a port: goes on by itself
  'permaddr', // of tunnels over IPv6: random
  ...['gc', 'hello', 'tcn', 'topology_change', 'hold', 'message_age', 'forward_delay'].map(
    (name) => `${name}_timer`
  )
])
const REFUSALS =
  // The last: fou and fou6 are not loaded when they are asked for (ip_tunnel_encap_setup()).
  /Unknown device type|[Nn]ot supported|Not a valid VRF|garbage|What is|unknown|Cannot find device|encap (fou|gue) .*Invalid argument/
/** Links that are up: neither side may rename them before Linux 6.2. */
const RUNNING = /resource busy/
/** Flags that follow the carrier a moment later. */
const LATE = new Set(['LOWER_UP', 'NO-CARRIER', 'M-DOWN'])

const settled = (link: Json): unknown =>
  JSON.parse(JSON.stringify(link), (key, value: unknown) => {
    if (LEFT_OUT.has(key)) return undefined
    if (key === 'flags' && Array.isArray(value)) return value.filter((flag) => !LATE.has(String(flag)))
    if (typeof value !== 'string') return value
    return /^([\da-f]{4}\.)?([\da-f]{1,2}:){5}[\da-f]{1,2}$/.test(value) &&
      !/^(02:00:00|01:80:c2):/.test(value)
      ? 'random'
      : value
  })

/** A scenario's lines; its links are t3, t3a ... */
const linesOf = (at: number): string[] =>
  (scenarios[at]?.lines ?? []).map((line) => line.replaceAll('%', `t${at}`))
const isOf = (at: number, name: unknown): boolean => new RegExp(`^t${at}[a-z]?$`).test(String(name))

/** A command that is always refused, behind each scenario: the tool ends at words that it has not. */
const MARK = 'show dev ,'
/** Lines of a batch, and the scenario that they are of. */
interface Line {
  readonly at: number
  readonly text: string
}

async function byTool({ name }: TestNamespace): Promise<Side> {
  const refused = new Map<number, string>()
  await ip('-n', name, 'link', ...BELOW.split(' '))
  let next = 0
  while (next < scenarios.length) next = await batch(name, next, refused)
  return { links: await linksOf(name), refused }
}

/** Plays scenarios from one on, as far as the tool goes; which one is next. */
async function batch(name: string, from: number, refused: Map<number, string>): Promise<number> {
  const lines: Line[] = [...scenarios.keys()]
    .slice(from)
    .flatMap((at) => [...linesOf(at), MARK].map((text) => ({ at, text })))
  const said = await run(['sh', '-c', 'ip -n "$0" -force -batch - 2>&1; :', name], {
    input: lines.map(({ text }) => `link ${text}\n`).join(''),
    timeout: LIMIT
  })
  let done = from
  let why = ''
  for (const text of said.split('\n')) {
    const failed = /^Command failed -:(\d+)$/.exec(text)
    if (failed === null) {
      why += `${text} `
      continue
    }
    const line = lines[Number(failed[1]) - 1]
    if (line?.text === MARK) done = line.at + 1
    else if (line !== undefined && !refused.has(line.at)) refused.set(line.at, `${line.text}: ${why}`)
    why = ''
  }
  if (done === scenarios.length) return done
  refused.set(done, refused.get(done) ?? why)
  return done + 1
}

async function byCommand({ name }: TestNamespace, skip: ReadonlyMap<number, string>): Promise<Side> {
  const refused = new Map<number, string>()
  await ip('-n', name, 'link', ...BELOW.split(' '))
  for (const at of scenarios.keys()) {
    const why = skip.get(at)
    if (why !== undefined && !RUNNING.test(why)) continue
    for (const line of linesOf(at)) {
      const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
      const { status, stderr } = await outcomeOf('--netns', name, 'link', ...words)
      if (status !== 0) refused.set(at, `${refused.get(at) ?? ''}${line}: ${stderr}`)
    }
  }
  return { links: await linksOf(name), refused }
}

async function linksOf(name: string): Promise<Map<string, Json>> {
  const links = JSON.parse(await ip('-n', name, '-j', '-d', 'link', 'show')) as Json[]
  return new Map(links.map((link) => [String(link['ifname']), link]))
}

let theirs: Side
let ours: Side
let theirNamespace: TestNamespace
let ourNamespace: TestNamespace
beforeAll(async () => {
  theirNamespace = await namespace()
  ourNamespace = await namespace()
  theirs = await byTool(theirNamespace)
  ours = await byCommand(ourNamespace, theirs.refused)
}, 2 * LIMIT)
afterAll(async () => {
  await theirNamespace[Symbol.asyncDispose]()
  await ourNamespace[Symbol.asyncDispose]()
})

describe('what nlkit link makes is what ip link makes of the same words', () => {
  it.for(scenarios.map(({ title }, at) => [title, at] as const))('%s', ([, at], { skip }) => {
    const why = theirs.refused.get(at)
    if (why !== undefined && RUNNING.test(why)) {
      expect(renamesLinksThatAreUp).toBe(false)
      expect(ours.refused.get(at)).toMatch(/EBUSY/)
    } else {
      // Not of this kernel, or of this version of the tool.
      if (why !== undefined) {
        expect(why).toMatch(REFUSALS)
        skip(why)
      }
      expect(ours.refused.get(at)).toBeUndefined()
    }
    const made = [...theirs.links.values()].filter(({ ifname }) => isOf(at, ifname))
    expect(made.length).toBeGreaterThan(0)
    const found = [...ours.links.values()].filter(({ ifname }) => isOf(at, ifname))
    expect(found.map(settled)).toEqual(made.map(settled))
  })
})

it('enough of them are of every kernel', () => {
  expect(scenarios.length - theirs.refused.size).toBeGreaterThanOrEqual(40)
})

it('and nlkit link list tells all of them as ip link show does', async () => {
  const list = await nlkitJson('--netns', ourNamespace.name, 'link')
  expect(list.map(settled)).toEqual([...ours.links.values()].map(settled))
})
