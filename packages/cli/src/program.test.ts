import { expect, it } from 'vitest'
import { run } from '../../../test/support/command.ts'
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

it.each([['--fr\u001b[31mob'], ['uevent', 'x\u001b[31m'], ['link', 'list', '--x\u009b31m']])(
  'lets no control character of the command line through to the terminal: %j',
  async (...args) => {
    const { status, stderr } = await outcomeOf(...args)
    expect(status).toBe(2)
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
    expect(stderr).toMatch(/31m/)
  }
)

it.each(['--version', '-V'])('prints its version: %s', async (option) => {
  const { default: manifest } = (await import('../package.json', { with: { type: 'json' } })) as {
    default: { version: string }
  }
  expect(await outcomeOf(option)).toMatchObject({ status: 0, stdout: `${manifest.version}\n` })
})

it.each([
  ['link frob', "link: 'frob' is none of list, get, add, "],
  ['addr lo', "addr: 'lo' is none of list, add, "],
  ['tc qdisc dev lo', "qdisc: 'dev' is none of list, add, "],
  ['topology bogus', "too many arguments for 'topology'"],
  ['decode one two', "too many arguments for 'decode'"],
  ['help frob', "'frob' is no command"],
  ['addr add 10.0.0.300/24 dev lo', "'10.0.0.300/24' is not an address"],
  ['addr add 10.0.0.3/24 10.0.0.4/24 dev lo', "'10.0.0.4/24': '10.0.0.3/24' was said before"],
  ['route add 10.0.300.0/24 dev lo', "'10.0.300.0/24' is not a prefix"],
  ['route get 10.0.0.1 10.0.0.2', "'10.0.0.2': '10.0.0.1' was said before"],
  ['neigh add ::g dev lo', "'::g'"],
  ['fdb add 02:00:00:00:01 dev lo', "'02:00:00:00:01' is not a hardware address"],
  ['link get', 'an interface is missing'],
  ['link delete nonesuch type veth frob', "'frob' is too much"],
  ['link set nonesuch up down', "'down': 'up' was said before"],
  ['link list master a nomaster', "'nomaster': 'master' was said before"],
  ['rule add', 'rule: say which'],
  ['rule delete', 'rule: say which'],
  ['route flush', 'flush: say which routes'],
  ['route flush src 10.0.0.1 src 10.0.0.2', "'src' comes twice"],
  ['route flush 10.0.0.0/8 10.1.0.0/16', "flush: '10.1.0.0/16': the same was said"]
])('%s is a mistake', async (words, text) => {
  const outcome = await outcomeOf(...words.split(' '))
  expect(outcome).toMatchObject({ status: 2, stdout: '' })
  expect(outcome.stderr).toContain(text)
  expect(outcome.stderr).toMatch(/^nlkit: [^\n]+\n$/)
})

it('says in a line what kept it from writing', async () => {
  const main = new URL('main.ts', import.meta.url).pathname
  const script = `"$0" --conditions=nlkit-source "$1" --help >/dev/full`
  await expect(run(['sh', '-c', script, process.execPath, main], { timeout: 50_000 })).rejects.toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^nlkit: ENOSPC[^\n]*\n$/) as string
  })
}, 60_000)
