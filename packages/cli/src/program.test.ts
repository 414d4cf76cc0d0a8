import { expect, it } from 'vitest'
import { outcomeOf } from './shared/command.fixture.ts'

const NAMES = (
  'link|l addr|address route|r rule|ru neigh|neighbour nexthop|nh netns tc fdb mdb vlan ss monitor uevent topology ' +
  'decode record trace completion'
).split(' ')

it.each([['--help'], ['help'], ['--json', '--help']])('lists all commands: %s', async (...args) => {
  const { status, stdout } = await outcomeOf(...args)
  expect(status).toBe(0)
  const [, commands = ''] = stdout.split('Commands:\n')
  expect([...commands.matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name)).toEqual([...NAMES, 'help'])
})

it.each(['l', 'address', 'a', 'r', 'ru', 'neighbour', 'n', 'nh'])('%s is a command, too', async (alias) => {
  const { status, stdout } = await outcomeOf(alias, '--help')
  expect(status).toBe(0)
  expect(stdout).toMatch(/^Usage: nlkit \w+\|\w+ /)
  expect(stdout).toMatch(/^ {2}list\|show /m)
})

it('says of a command that is none what lists them', async () => {
  const { status, stderr } = await outcomeOf('lnik', 'list')
  expect(status).toBe(2)
  expect(stderr).toBe("nlkit: 'lnik' is no command: --help lists them\n")
})
