import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { judgeOf, type TrustedUid } from './trust.ts'

const kernel = { pid: 0, uid: 0, gid: 0 }
const user = (uid: number): typeof kernel => ({ pid: 4711, uid, gid: 5 })
const file = '/proc/sys/kernel/overflowuid'
const overflow = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 65_534

describe('what claims to be from the kernel', () => {
  const judge = judgeOf('kernel')

  it('counts from port id 0, by way of the group', () => {
    expect(judge({ senderPortId: 0, group: 1, credentials: kernel })).toBeUndefined()
    expect(judge({ senderPortId: 0, group: 1 })).toBeUndefined()
  })

  it('counts in a namespace of another owner, whose root the kernel names as the sender', () => {
    expect(
      judge({ senderPortId: 0, group: 1, credentials: { pid: 0, uid: 100_000, gid: 100_000 } })
    ).toBeUndefined()
  })

  it('does not count from anybody else, root included', () => {
    expect(judge({ senderPortId: 4711, group: 1, credentials: user(0) })).toMatchObject({
      rejected: 'sender'
    })
    expect(judge({ senderPortId: 0xffffffff, group: 1 })).toMatchObject({ rejected: 'sender' })
    expect(judge({ senderPortId: 0, group: 0, credentials: kernel })).toMatchObject({ rejected: 'sender' })
    expect(judge({ senderPortId: 0, group: 2, credentials: kernel })).toMatchObject({ rejected: 'sender' })
  })

  it('counts by its user when a process has put it in through the kernel', () => {
    expect(judge({ senderPortId: 0, group: 1, credentials: user(0) })).toBeUndefined()
    expect(judge({ senderPortId: 0, group: 1, credentials: user(1000) })).toMatchObject({ rejected: 'uid' })
    expect(judgeOf('kernel', [1000])({ senderPortId: 0, group: 1, credentials: user(1000) })).toBeUndefined()
    expect(judgeOf('kernel', [])({ senderPortId: 0, group: 1, credentials: user(0) })).toMatchObject({
      rejected: 'uid'
    })
  })
})

const judge = (uid: number, uids?: readonly TrustedUid[]): unknown =>
  judgeOf('udev', uids)({ senderPortId: 99, group: 2, credentials: user(uid) })

describe('what claims to be from udev', () => {
  it('counts from root', () => {
    expect(judge(0)).toBeUndefined()
    for (const uid of [1, 1000, overflow, 0xffffffff]) expect(judge(uid)).toMatchObject({ rejected: 'uid' })
  })

  it('counts from the users that are named, and then only from those', () => {
    expect(judge(1000, [1000, 1001])).toBeUndefined()
    expect(judge(0, [1000])).toMatchObject({ rejected: 'uid' })
    expect(judge(0, [])).toMatchObject({ rejected: 'uid' })
  })

  it('counts from users without a number when that is said in so many words', () => {
    expect(judge(overflow, [0, 'unmapped'])).toBeUndefined()
    expect(judge(0, ['unmapped'])).toMatchObject({ rejected: 'uid' })
    expect(() => judgeOf('udev', [0, overflow])).toThrow(
      new RangeError(
        `uids[1]: ${overflow} is what each unmapped user shows as; say 'unmapped' to trust them all`
      )
    )
  })

  it('does not count without credentials, nor when it was not sent to the group', () => {
    expect(judgeOf('udev')({ senderPortId: 99, group: 2 })).toMatchObject({ rejected: 'uid' })
    for (const group of [0, 1, 3]) {
      expect(judgeOf('udev')({ senderPortId: 99, group, credentials: user(0) })).toMatchObject({
        rejected: 'sender'
      })
    }
  })
})

it('refuses what is no set of users', () => {
  expect(() => judgeOf('udev', 0 as unknown as TrustedUid[])).toThrow(TypeError('uids: expected an array'))
  expect(() => judgeOf('udev', ['root' as unknown as TrustedUid])).toThrow(TypeError)
  for (const uid of [-1, 1.5, Number.NaN, 2 ** 32])
    expect(() => judgeOf('udev', [uid])).toThrow(/^uids\[0\]: /)
})
