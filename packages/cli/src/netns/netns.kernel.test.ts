import { expect, it } from 'vitest'
import { ip, ipJson, namespace } from '../../../../test/support/kernel.ts'
import { nlkit, nlkitJson, outcomeOf } from '../shared/command.fixture.ts'

it('lists names and ids, and gives ids', async () => {
  await using other = await namespace()
  const mine = (list: unknown[]): unknown =>
    (list as { name: string }[]).find(({ name }) => name === other.name)
  expect(mine(await nlkitJson('netns'))).toEqual({ name: other.name })
  await nlkit('netns', 'set', other.name, '42')
  expect(mine(await nlkitJson('netns'))).toEqual({ name: other.name, id: 42 })
  expect(mine(await ipJson('netns', 'list'))).toEqual({ name: other.name, id: 42 })
  expect(await nlkitJson('netns', 'list-id')).toEqual([{ nsid: 42, name: other.name }])
  expect(await nlkitJson('netns', 'get', other.name)).toEqual([{ name: other.name, id: 42 }])
  expect(await outcomeOf('netns', 'set', other.name, '43')).toMatchObject({ status: 1 })
})

it('--netns is where every command looks', async () => {
  await using other = await namespace()
  await ip('-n', other.name, 'link', 'set', 'lo', 'up')
  await ip('-n', other.name, 'route', 'add', 'blackhole', '10.77.0.0/16')
  expect(await nlkitJson('route', '--netns', other.name)).toMatchObject([{ dst: '10.77.0.0/16' }])
  await nlkit('--netns', other.name, 'route', 'del', 'blackhole', '10.77.0.0/16')
  expect(await nlkitJson('route', '--netns', other.name)).toEqual([])
})

it.each([
  ['--netns nonesuch route', 1, /ENOENT/],
  ['netns get nonesuch', 1, /ENOENT/],
  ['netns set nonesuch x', 2, /id: expected a whole number/],
  ['netns list more', 2, /'more' is too much/]
])('%s: status %i and why', async (text, status, stderr) => {
  const outcome = await outcomeOf(...text.split(' '))
  expect(outcome).toMatchObject({ status, stdout: '' })
  expect(outcome.stderr).toMatch(stderr)
})
