/** The benchmark's short form: all of it runs. Its figures mean nothing. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { background, run, tool } from '../test/support/kernel.ts'
import type { Outcome } from './rounds.ts'

const bench = [process.execPath, '--conditions=nlkit-source', new URL('main.ts', import.meta.url).pathname]

/** One of each kind: all of them would take a minute. */
const some = ['routes', 'routes-cold', 'requests', 'tcp', 'writes-batch', 'events', 'gap'].flatMap((name) => [
  '--only',
  name
])

interface Result {
  readonly target: string
  readonly outcomes: readonly Outcome[]
}

it('runs with the floor and whoever is installed', async () => {
  const output = await run([...bench, '--quick', '--json', ...some], { timeout: 200_000 })
  const results = Object.entries(JSON.parse(output) as Record<string, Result>)
  expect(results).toHaveLength(7)
  const figures = /received|lost|gap/
  for (const [, { outcomes }] of results) {
    const took = outcomes.filter(({ median, note = '' }) => (median ?? 0) > 0 || figures.test(note))
    expect(took.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^nlkit: /))
    // Whoever did not take part says why.
    const silent = outcomes.filter(
      (outcome) => !took.includes(outcome) && !/not installed/.test(outcome.note ?? '')
    )
    expect(silent).toEqual([])
  }
  const names = results.flatMap(([, { outcomes }]) => outcomes.map(({ name }) => name)).join('\n')
  for (const other of ['ip -j', 'ss ', 'ip -batch', 'libnl', 'libmnl', 'npm netlink', '(Go)', 'pyroute2']) {
    expect(names).toContain(other)
  }
}, 240_000)

it('says what it does not know', async () => {
  await expect(run([...bench, '--only', 'nothing'])).rejects.toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/no workload nothing; there are routes, /) as string
  })
})

it('leaves nothing behind when it is interrupted', async () => {
  expect(await tool('unshare')()).toBeUndefined()
  await using interrupted = background(...bench, '--only', 'tcp')
  const mark = 'NLKIT_BENCH=tcp'
  const left = (): number[] =>
    readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid))
      .map(Number)
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)
        } catch {
          return false
        }
      })
  await expect.poll(() => left().length, { timeout: 30_000 }).toBeGreaterThan(2)
  interrupted.child.kill('SIGINT')
  await interrupted.ended
  await expect.poll(() => left(), { timeout: 10_000 }).toEqual([])
}, 90_000)
