/** Two processes that talk over NETLINK_USERSOCK, and those who are not believed. */
import { afterEach, expect, it } from 'vitest'
import { NETLINK_USERSOCK, NetlinkSocket } from '@nlkit/core'
import { Writer } from '@nlkit/core/codec'
import { message } from '@nlkit/core/testing'
import { type Background, hostRoot, requires, run, startNode } from '../../test/support/kernel.ts'
import { AGENT_PORT } from './agent.ts'
import { jobCodec } from './codec.ts'
import { JOB_NEW } from './constants.ts'
import { Jobs, type JobEvent } from './jobs.ts'

const here = (name: string): string => new URL(name, import.meta.url).pathname

const running: Background[] = []
async function start(name: string, ...args: string[]): Promise<Background> {
  const program = startNode(here(name), args)
  running.push(program)
  await program.line('serving')
  return program
}
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

const forged = (): Uint8Array => {
  const writer = new Writer()
  jobCodec.encode(writer, { id: 1, command: 'forged' })
  return message(JOB_NEW, 0, 0, 0, writer.toBytes())
}

it('has the codec that its schema gives', async () => {
  const main = here('../../tools/codegen/src/main.ts')
  const check = run([process.execPath, '--conditions=nlkit-source', main, '--check', here('.')])
  await expect(check).resolves.toBe('')
})

it('asks, dumps and follows the agent of another process, with its credentials on each message', async () => {
  const agent = await start('serve.ts', '1000')
  using jobs = new Jobs()
  using events = jobs.subscribe()
  const uid = process.getuid?.()
  const made = await jobs.add('make all', { timeout: 10_000 })
  expect(made).toEqual({ id: 1001, state: 'queued', command: 'make all', owner: uid })
  expect(await jobs.get(1001)).toEqual(made)
  await expect(jobs.get(4711)).rejects.toMatchObject({ code: 'ENOENT', request: 'JOB_GET' })

  const all = await jobs.dump().toArray()
  expect(all.map(({ id }) => id)).toEqual(Array.from({ length: 1001 }, (_, i) => i + 1))

  // The agent works on others meanwhile.
  const seen: JobEvent[] = []
  for await (const event of events) {
    if (event.type === 'job') seen.push(event)
    if (seen.length >= 5 && seen.some(({ job }) => job.id === 1001)) break
  }
  for (const { meta } of seen) {
    expect(meta).toMatchObject({
      senderPortId: AGENT_PORT,
      group: 1,
      credentials: { pid: agent.pid, uid, gid: process.getgid?.() }
    })
  }
})

it('runs as its documents say: one process serves, another watches', async () => {
  await start('serve.ts', '2')
  const output = await run([process.execPath, '--conditions=nlkit-source', here('watch.ts')])
  expect(output).toMatch(/^job 3 of 3\n/)
  expect(output).toMatch(/make part-1: 50 %, says process \d+\n$/)
})

it('does not believe another port id, whatever it sends', async () => {
  await start('serve.ts', '1')
  using jobs = new Jobs()
  using events = jobs.subscribe()
  using stranger = NetlinkSocket.open({ protocol: NETLINK_USERSOCK })
  stranger.send(new Uint8Array(40).fill(255), { portId: AGENT_PORT }) // nonsense, which ends nothing
  stranger.send(forged(), { groups: 1 })
  stranger.send(forged(), { portId: jobs.connection.portId })
  const { value } = await events.next()
  expect(value).toMatchObject({ job: { command: 'make part-1' } })
  expect(events.rejectedCount).toBe(1)
  expect(await jobs.get(1, { timeout: 10_000 })).toMatchObject({ command: 'make part-1' })
  expect(jobs.connection.rejectedCount).toBe(1)
})

it(
  'does not believe another user who has taken the agent`s port id',
  requires(hostRoot, async () => {
    await start('impostor.fixture.ts')
    using jobs = new Jobs()
    const controller = new AbortController()
    const { signal } = controller
    const waiting = [jobs.get(1, { signal }), jobs.dump({ signal }).toArray()]
    // It has answered both, and neither has been taken for an answer.
    await expect.poll(() => jobs.connection.rejectedCount, { timeout: 20_000 }).toBe(2)
    controller.abort()
    expect(await Promise.allSettled(waiting)).toMatchObject([
      { status: 'rejected', reason: { code: 'ABORT_ERR' } },
      { status: 'rejected', reason: { code: 'ABORT_ERR' } }
    ])
  })
)

it(
  'believes another user who is named',
  requires(hostRoot, async () => {
    await start('impostor.fixture.ts')
    using jobs = new Jobs({ portId: AGENT_PORT, uids: [65_534] })
    await expect(jobs.get(1)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(jobs.add('rm')).rejects.toMatchObject({ code: 'EPERM' })
    expect(await jobs.dump().toArray()).toEqual([])
    using anybody = new Jobs({ portId: AGENT_PORT, uids: 'any' })
    await expect(anybody.get(1)).rejects.toMatchObject({ code: 'ENOENT' })
  })
)

it('is refused where nobody has that port id', async () => {
  using jobs = new Jobs()
  await expect(jobs.get(1)).rejects.toMatchObject({ code: 'ECONNREFUSED', request: 'sendmsg' })
  await expect(jobs.dump().toArray()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
