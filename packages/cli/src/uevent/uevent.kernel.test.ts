import { expect, it, vi } from 'vitest'
import { Uevent } from '@nlkit/uevent'
import { hostRoot, ip, requires, run, tool, patience } from '../../../../test/support/kernel.ts'
import { nlkit, outcomeOf } from '../shared/command.fixture.ts'

const output = (...args: string[]): Promise<string> => nlkit('uevent', ...args)

/** What a monitor that ends by itself says of what is done meanwhile. */
async function told(args: readonly string[], change: () => Promise<unknown>): Promise<string> {
  const subscribe = vi.spyOn(Uevent.prototype, 'subscribe')
  try {
    const running = output('monitor', ...args)
    await vi.waitUntil(() => subscribe.mock.results[0]?.type === 'return', {
      timeout: 20_000 * patience,
      interval: 1
    })
    await change()
    return await running
  } finally {
    subscribe.mockRestore()
  }
}

const add = (name: string) => (): Promise<string> => ip('link', 'add', name, 'type', 'bridge')

it('tells device events as udevadm monitor does', async () => {
  const text = await told(['--subsystem', 'net', '--action', 'add', '--count', '1'], add('ue0'))
  expect(text).toBe('KERNEL add      /devices/virtual/net/ue0 (net)\n')
})

it('tells those that the filters choose, with their properties', async () => {
  const text = await told(['--property', 'INTERFACE=ue2', '-p', '--count', '1'], async () => {
    await add('ue1')()
    await add('ue2')()
  })
  expect(text).toMatch(/^KERNEL add .*\/ue2 \(net\)\nACTION=add\nDEVPATH=\/devices\/virtual\/net\/ue2\n/)
  expect(text).toMatch(/\nINTERFACE=ue2\n(.*\n)*\n$/)
})

it('writes a JSON object a line', async () => {
  const text = await told(['--json', '-t', '--sysname', 'ue3', '--count', '1'], add('ue3'))
  const event = JSON.parse(text) as { time: string }
  expect(event).toMatchObject({ type: 'add', subsystem: 'net', devpath: '/devices/virtual/net/ue3' })
  expect(new Date(event.time).toISOString()).toBe(event.time)
})

it('lets no name be a command to the terminal', async () => {
  const text = await told(['--action', 'add', '--sysname', '*u4*', '--count', '1'], add('\u001b[1mu4'))
  expect(text).toContain('/\\x1b[1mu4 (net)')
})

it('ends when its time is over', async () => {
  expect(await output('monitor', '--sysname', 'no-such-device', '--seconds', '0.1')).toBe('')
})

it(
  'shows devices as udevadm info does',
  requires(tool('udevadm'), async () => {
    const theirs = (await run(['udevadm', 'info', '/dev/null'])).trimEnd().split('\n')
    const ours = (await output('info', '/dev/null')).trimEnd().split('\n')
    // The priority of links is left out, and properties are in the order of the kernel.
    expect(ours.toSorted()).toEqual(theirs.filter((line) => !line.startsWith('L: ')).toSorted())
  })
)

it('shows devices by options, as JSON, with their attributes', async () => {
  const devices = JSON.parse(
    await output('info', '--json', '-a', '--subsystem', 'net', '--sysname', 'lo')
  ) as object[]
  expect(devices).toEqual([
    expect.objectContaining({
      devpath: '/devices/virtual/net/lo',
      attributes: expect.objectContaining({ mtu: '65536' }) as object
    })
  ])
  expect(await output('info', '-a', '+net:lo')).toMatch(
    /^P: \/devices\/virtual\/net\/lo\n(.*\n)*A: mtu=65536\n/
  )
})

it(
  'has the kernel send events, and shows them',
  requires(hostRoot, async () => {
    await add('ut0')()
    expect(await output('trigger', '/devices/virtual/mem/null')).toBe(
      'KERNEL change   /devices/virtual/mem/null (mem)\n'
    )
    const [event] = JSON.parse(
      await output('trigger', '--json', '--action', 'add', '--subsystem', 'mem', '--sysname', 'null')
    ) as object[]
    expect(event).toMatchObject({ type: 'add', devpath: '/devices/virtual/mem/null' })
    expect(await output('trigger', '-n', '--sysname', 'null')).toBe('/devices/virtual/mem/null\n')
  })
)

it('ends with 2 for what cannot be meant, with 1 for a device that is not there', async () => {
  for (const args of [
    ['trigger'],
    ['trigger', '--action', 'burn', '--all'],
    ['info', '/dev/null', '--subsystem', 'mem'],
    ['monitor', '--property', '=x', '--seconds', '0.1'],
    ['settle', '--timeout', '-1']
  ])
    expect(await outcomeOf('uevent', ...args)).toMatchObject({ status: 2 })
  expect(await outcomeOf('uevent', 'info', '/dev/no-such-device')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('ENODEV') as string
  })
})
