import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ss } from '../../../../test/support/kernel.ts'
import { nlkit, outcomeOf } from '../shared/command.fixture.ts'

const server: Server = createServer((socket) => {
  accepted.push(socket.on('error', () => {})) // The other end is killed.
})
const accepted: Socket[] = []
const unixName = `\0nlkit-cli-${process.pid}`
const unixServer = createServer()
const udp = createSocket('udp4')
let client: Socket
let port: number

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  unixServer.listen(unixName)
  udp.bind(0, '127.0.0.1')
  await Promise.all([once(server, 'listening'), once(unixServer, 'listening'), once(udp, 'listening')])
  port = (server.address() as AddressInfo).port
  client = connect(port, '127.0.0.1')
  client.on('error', () => {})
  await once(client, 'connect')
})

afterAll(() => {
  for (const socket of [client, ...accepted]) socket.destroy()
  server.close()
  unixServer.close()
  udp.close()
})

const output = (...args: string[]): Promise<string> => nlkit('ss', ...args)

/** Lines as words, without the heading, in the order of the text. */
const lines = (text: string, drop = 0): string[] =>
  text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/).slice(drop).join(' '))
    .toSorted()

describe('nlkit ss shows what ss shows', () => {
  it.each([['-tan'], ['-tln'], ['-tn'], ['-uan'], ['-uln']])('%s', async (flags) => {
    const expected = lines(await ss('-O', flags))
    expect(expected.length).toBeGreaterThan(0)
    // The tool leaves out the family where there is only one.
    expect(lines(await output(flags), 1)).toEqual(expected)
  })

  it('with the names of hosts', async () => {
    const filter = ['dport', '=', `:${port}`]
    const [expected] = lines(await ss('-tnr', ...filter))
    expect(expected).not.toContain('127.0.0.1')
    expect(lines(await output('-tnr', ...filter), 1)).toEqual([expected])
  })

  it('by a filter in its syntax', async () => {
    const filter = ['sport', '=', `:${port}`]
    expect(lines(await output('-tan', ...filter), 1)).toEqual(lines(await ss('-tan', ...filter)))
    expect(lines(await output('-tan', 'state', 'listening'), 1)).toHaveLength(1)
  })

  it('unix sockets with names and peers', async () => {
    const name = `@nlkit-cli-${process.pid}`
    const [expected] = lines(await ss('-xan')).filter((line) => line.includes(name))
    expect(expected).toMatch(/^u_str LISTEN/)
    expect(lines(await output('-xa'))).toContain(expected)
  })

  it('who holds them, memory, timers and TCP_INFO', async () => {
    const filter = ['dport', '=', `:${port}`]
    const text = await output('-tnpiemo', ...filter)
    expect(text).toContain(`pid=${process.pid},fd=`)
    const words = new Set((await ss('-tnpiemoO', ...filter)).split(/\s+/))
    const ours = text.split(/\s+/)
    // What does not change between two looks.
    const steady = /^(ino|sk|skmem|users|ts|sack|wscale|mss|pmtu|rcvmss|advmss|segs_out|rcv_space|snd_wnd)\b/
    const expected = [...words].filter((word) => steady.test(word))
    expect(expected.length).toBeGreaterThan(6)
    expect(ours).toEqual(expect.arrayContaining(expected))
  })
})

it('prints the objects of the library, with the family or without', async () => {
  const filter = ['dport', '=', `:${port}`]
  const [one] = JSON.parse(await output('-t', '--json', ...filter)) as Record<string, unknown>[]
  expect(one).toMatchObject({ netid: 'tcp', family: 'inet', state: 'established', dport: port })
  const [raw] = JSON.parse(await output('-t', '--raw-json', ...filter)) as Record<string, unknown>[]
  expect(raw).toMatchObject({ family: 'inet', dport: port })
  expect(raw).not.toHaveProperty('netid')
  const text = await output('-tu', '-a', '--ndjson')
  const netids = text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { netid: string }).netid)
  expect(new Set(netids)).toEqual(new Set(['tcp', 'udp']))
})

it('counts', async () => {
  expect(await output('-s')).toMatch(
    /^Total: \d+\nTCP: +\d+ \(estab 2, .*\n\nTransport +Total +IP +IPv6\nRAW /
  )
  expect(JSON.parse(await output('-s', '--json'))).toMatchObject({ tcp: { established: 2 } })
})

it('shows where a filter cannot be read, and ends with 2', async () => {
  const { status, stderr } = await outcomeOf('ss', '-t', 'dport', '=', ':80x')
  expect(status).toBe(2)
  expect(stderr).toMatch(/port or service.*\n {2}dport = :80x\n {10}\^\n$/)
})

it('closes only what a filter names', async () => {
  for (const args of [['-K'], ['-K', '-x', 'dport', '=', `:${port}`], ['--dry-run']])
    expect(await outcomeOf('ss', ...args)).toMatchObject({ status: 2 })
  const filter = ['dport', '=', `:${port}`]
  expect(lines(await output('-tnK', '--dry-run', ...filter))).toHaveLength(1)
  expect(lines(await output('-tn', ...filter))).toHaveLength(1)
  // Not once(): that is rejected by the error, which comes before.
  const closed = new Promise((resolve) => client.once('close', resolve))
  expect(lines(await output('-tnK', ...filter))[0]).toMatch(
    new RegExp(`^tcp ESTAB .*127\\.0\\.0\\.1:${port}$`)
  )
  await closed
  expect(lines(await output('-tn', ...filter))).toEqual([])
})
