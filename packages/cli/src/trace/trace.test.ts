import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasSubscribers } from 'node:diagnostics_channel'
import { readCapture } from '@nlkit/core/capture'
import { ScriptedKernel } from '@nlkit/core/testing'
import { Rtnl } from '@nlkit/rtnl'
import { Command } from 'commander'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ToldError } from '../shared/errors.ts'
import { addOptions } from '../shared/options.ts'
import { traceCommand } from './trace.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nlkit-trace-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Traced {
  /** What was told on standard error. */
  readonly told: string
  /** Words that the traced command was run with. */
  readonly ran: readonly string[]
  readonly error: unknown
}

/** Runs `nlkit …`, whose only command is trace; what it runs asks a kernel that knows no interface. */
async function traced(args: readonly string[], status = 0): Promise<Traced> {
  let told = ''
  let ran: readonly string[] = []
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text)
    return true
  })
  const root = addOptions(new Command('nlkit').option('--once', 'once', false)).exitOverride()
  const command = traceCommand(async (words) => {
    ran = words
    using rtnl = Rtnl.open({
      transport: new ScriptedKernel((request) => request.error(19, { message: 'none' }))
    })
    await rtnl.links.get('absent0').catch(() => {})
    return status
  })
  root.addCommand(command.copyInheritedSettings(root))
  let error: unknown
  try {
    await root.parseAsync(args, { from: 'user' })
  } catch (reason) {
    error = reason
  } finally {
    spy.mockRestore()
  }
  return { told, ran, error }
}

it('shows what the command sends and receives, and writes it into a capture', async () => {
  const file = join(folder, 'a.jsonl')
  const { told, error } = await traced(['trace', '--write', file, 'link', 'list'])
  expect(error).toBeUndefined()
  expect(told.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/ sent NETLINK_ROUTE RTM_GETLINK REQUEST\|ACK seq 1 port 0 .*ifname: 'absent0'/),
    expect.stringMatching(/ received NETLINK_ROUTE NLMSG_ERROR .*: ENODEV of RTM_GETLINK: none$/)
  ])
  expect(readCapture(readFileSync(file)).map(({ direction }) => direction)).toEqual(['sent', 'received'])
  expect([hasSubscribers('nlkit:sent'), hasSubscribers('nlkit:received')]).toEqual([false, false])
})

it('hands the words on, with the options of the program wherever they stand', async () => {
  for (const [args, wanted] of [
    [
      ['trace', 'link', 'list'],
      ['link', 'list']
    ],
    [
      ['trace', '--', 'link', 'list', '--json'],
      ['link', 'list', '--json']
    ],
    [
      ['--netns', 'blue', '-s', 'trace', 'link', '--json'],
      ['--netns=blue', '--stats', '--json', 'link']
    ],
    [
      ['trace', 'tcp', '--state', 'listen', 'x'],
      ['tcp', '--state', 'listen', 'x']
    ]
  ] as const) {
    expect((await traced(args)).ran).toEqual(wanted)
  }
})

it("ends with the command's own status", async () => {
  const { error } = await traced(['trace', 'link'], 2)
  expect(error).toBeInstanceOf(ToldError)
  expect(error).toMatchObject({ status: 2 })
})

it('does not trace itself, and needs a command', async () => {
  const root = new Command('nlkit').exitOverride()
  const command: Command = traceCommand(async () => {
    await root.parseAsync(['trace', 'link'], { from: 'user' })
    return 0
  })
  root.addCommand(command.copyInheritedSettings(root))
  await expect(root.parseAsync(['trace', 'link'], { from: 'user' })).rejects.toThrow(/already traces/)
  expect((await traced(['trace'])).error).toMatchObject({ code: 'commander.missingArgument' })
})
