import { afterEach, expect, it } from 'vitest'
import { background, ip, ipBatch, ipJson, run, patience } from '../../../../test/support/kernel.ts'

const main = new URL('../main.ts', import.meta.url).pathname
const node = [process.execPath, '--conditions=nlkit-source', main]

// Also of a test that failed, so that it can be tried once more.
afterEach(async () => {
  for (const link of await ipJson('link', 'show'))
    if (/^(over|new)0$/.test(String(link['ifname']))) await ip('link', 'delete', String(link['ifname']))
})

it(
  'prints links, addresses, routes and sockets, and stops where the output is no terminal',
  async () => {
    await ipBatch([
      'link add over0 type veth peer name over1',
      'link set over0 up',
      'addr add 10.1.2.3/24 dev over0',
      'link set over1 up'
    ])
    const output = await run(node, { timeout: 50_000 })
    expect(output).toMatch(/^Links \(\d+\)$/m)
    expect(output).toMatch(/over0 .* veth +over1/)
    expect(output).toMatch(/over0 +10\.1\.2\.3\/24/)
    expect(output).toMatch(/10\.1\.2\.0\/24 .*over0/)
    expect(output).toMatch(/^tcp +\d+/m)
  },
  60_000 * patience
)

it('follows changes on a terminal until it is told to stop', async () => {
  // script(1) gives it a terminal. With exec, as some shells stay, get the Ctrl-C too and end with 130.
  await using following = background('script', '-qefc', `exec ${node.join(' ')}`, '/dev/null')
  await following.line('Following', 20_000)
  await ip('link', 'add', 'new0', 'type', 'bridge')
  expect(await following.line(/\+ link .*new0/)).toMatch(/bridge/)
  await ip('addr', 'add', '10.7.0.1/24', 'dev', 'new0')
  await following.line(/\+ addr dev new0 10\.7\.0\.1\/24/)
  await ip('link', 'delete', 'new0')
  await following.line(/- link .*new0/)
  following.write('\u0003')
  expect(await following.ended).toBe(0)
})

it(
  'ends with 2 for a command line that cannot be meant, with 1 and the text for what is refused',
  async () => {
    await expect(run([...node, '--no-such-option'], { timeout: 50_000 })).rejects.toMatchObject({ status: 2 })
    await expect(run([...node, '--netns', 'no-such-namespace'], { timeout: 50_000 })).rejects.toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/nlkit: open: ENOENT: network namespace/) as string
    })
    expect(await run([...node, '--help'], { timeout: 50_000 })).toMatch(/--once/)
  },
  160_000 * patience
)
