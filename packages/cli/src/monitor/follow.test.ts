import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { tellTrouble } from './follow.ts'
import { groupChoices, objectOf, OBJECT_NAMES } from './objects.ts'

const texts = { stdout: '', stderr: '' }

beforeEach(() => {
  for (const name of ['stdout', 'stderr'] as const) {
    texts[name] = ''
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      texts[name] += String(text)
      return true
    })
  }
})

afterEach(() => void vi.restoreAllMocks())

it('says on standard error how many events were dropped, and in its place among JSON', async () => {
  await tellTrouble({ type: 'overrun', dropped: 12 }, false, false)
  expect(texts).toEqual({ stdout: '', stderr: 'nlkit: the kernel dropped 12 events\n' })
  await tellTrouble({ type: 'overrun', dropped: 3 }, true, false)
  expect(texts.stdout).toBe('{"type":"overrun","dropped":3}\n')
})

it('says of an event that cannot be read why', async () => {
  const error = new Error('link.mtu: cut off')
  await tellTrouble({ type: 'malformed', error, data: new Uint8Array(4) }, true, false)
  expect(texts).toEqual({
    stdout: '{"type":"malformed","error":"link.mtu: cut off"}\n',
    stderr: 'nlkit: an event could not be read: link.mtu: cut off\n'
  })
})

const of = (type: string): unknown => objectOf({ type } as never)

it('tells which object an event is of, none of what is unknown', () => {
  expect(
    ['newlink', 'delbridgeport', 'newfdb', 'delneigh', 'newtclass', 'newvni', 'unknown'].map(of)
  ).toEqual(['link', 'link', 'fdb', 'neigh', 'tc', 'vni', undefined])
})

it('asks for all groups, then for those that older kernels have, but never less than what was named', () => {
  const [all = [], older = [], oldest = []] = groupChoices(OBJECT_NAMES, true)
  expect(all).toContain('ipv6-acaddr')
  expect(older).not.toContain('ipv6-acaddr')
  expect(older).toContain('tunnel')
  expect(oldest).not.toContain('tunnel')
  expect(groupChoices(['maddress'], false)).toEqual([['link', 'ipv4-mcaddr', 'ipv6-mcaddr', 'ipv6-acaddr']])
})
