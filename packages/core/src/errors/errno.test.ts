import { constants } from 'node:os'
import { describe, expect, it } from 'vitest'
import { errnoName, errnoNumber } from './errno.ts'
import { NetlinkError } from './netlink-error.ts'
import { AbortError, ClosedError, DumpInterruptedError, OverrunError, TimeoutError } from './outcomes.ts'

describe('errno names', () => {
  it('are those of the running system, as far as Node knows them', () => {
    const aliases = new Set(['EWOULDBLOCK', 'EDEADLOCK', 'ENOTSUP'])
    const known = Object.entries(constants.errno).filter(([name]) => !aliases.has(name))
    expect(known.map(([, number]) => errnoName(number))).toEqual(known.map(([name]) => name))
  })

  it('take either sign, and give a number what has no name', () => {
    expect([errnoName(17), errnoName(-17), errnoName(9999)]).toEqual(['EEXIST', 'EEXIST', 'E9999'])
  })

  it('know those that Node does not, and those that a kernel lets slip', () => {
    expect([76, 116, 133, 524].map((number) => errnoName(number, 'x64'))).toEqual([
      'ENOTUNIQ',
      'ESTALE',
      'EHWPOISON',
      'ENOTSUPP'
    ])
  })

  it('differ on MIPS', () => {
    expect([89, 122, 132, 146, 1133].map((number) => errnoName(number, 'mips'))).toEqual([
      'ENOSYS',
      'EOPNOTSUPP',
      'ENOBUFS',
      'ECONNREFUSED',
      'EDQUOT'
    ])
    for (const arch of ['x64', 'arm64', 'mipsel']) {
      for (const name of ['EPERM', 'EOPNOTSUPP', 'ENOBUFS', 'ESTALE']) {
        expect(errnoName(errnoNumber(name, arch) ?? 0, arch)).toBe(name)
      }
    }
    expect(errnoNumber('ENOTHING')).toBeUndefined()
  })

  it.each<[arch: string, numbers: Readonly<Record<string, number>>]>([
    ['ppc64', { EAGAIN: 11, EDEADLK: 35, EDEADLOCK: 58, EHWPOISON: 133 }],
    ['s390x', { EAGAIN: 11, EDEADLK: 35, EOPNOTSUPP: 95, EHWPOISON: 133 }],
    ['mips64el', { EDEADLOCK: 56, EREMDEV: 142, EINPROGRESS: 150, EHWPOISON: 168, EDQUOT: 1133 }],
    ['sparc64', { EAGAIN: 11, EINPROGRESS: 36, ENOTEMPTY: 66, ENOSYS: 90, EDEADLOCK: 108, EHWPOISON: 135 }],
    ['alpha', { EDEADLK: 11, EAGAIN: 35, ENOSYS: 78, EBADSLT: 102, EILSEQ: 116, EHWPOISON: 139 }],
    [
      'parisc',
      { EILSEQ: 47, EOVERFLOW: 72, EKEYREJECTED: 187, EHOSTUNREACH: 242, ENOSYS: 251, EHWPOISON: 257 }
    ]
  ])('of %s are those of its header', (arch, numbers) => {
    for (const [name, number] of Object.entries(numbers)) {
      expect([name, errnoNumber(name, arch)]).toEqual([name, number])
      expect(errnoName(-number, arch)).toBe(name)
    }
    // Every architecture has a number for each of those that all have.
    for (let number = 1; number < 134; number++) {
      const name = errnoName(number, 'x64')
      if (!/^E\d/.test(name)) expect([name, errnoNumber(name, arch)]).not.toEqual([name, undefined])
    }
  })
})

describe('errors', () => {
  it('are recognised across copies of this package, and by nothing else', () => {
    const foreign = Object.create({ [Symbol.for('nlkit.NetlinkError')]: true }) as unknown
    expect(NetlinkError.is(foreign)).toBe(true)
    for (const value of [undefined, null, 1, 'text', new Error('no'), { name: 'NetlinkError' }]) {
      expect(NetlinkError.is(value)).toBe(false)
    }
    const errors = [
      new AbortError('why'),
      new ClosedError('closed'),
      new DumpInterruptedError('GET', 1),
      new OverrunError('GET'),
      new TimeoutError('GET', 5)
    ]
    const classes = [AbortError, ClosedError, DumpInterruptedError, OverrunError, TimeoutError]
    expect(errors.map((error) => classes.map((one) => one.is(error)))).toEqual(
      classes.map((_, i) => classes.map((__, j) => i === j))
    )
  })

  it('say what the kernel said, in one line', () => {
    const extack = { message: 'too big', path: 'linkinfo.data.id', policy: { min: 0, max: 16_777_215 } }
    expect(String(new NetlinkError({ errno: 34, request: 'RTM_NEWLINK', extack }))).toBe(
      'NetlinkError: RTM_NEWLINK: ERANGE: linkinfo.data.id: too big: allowed: 0..16777215'
    )
    expect(new NetlinkError({ errno: -1, request: 'bind', hint: 'port id 5' }).message).toBe(
      'bind: EPERM: port id 5'
    )
    expect(new NetlinkError({ errno: 22, request: 'X', extack: { missing: 'linkinfo.kind' } }).message).toBe(
      'X: EINVAL: attribute missing: linkinfo.kind'
    )
    expect(new NetlinkError({ errno: 22, request: 'X', extack: { policy: { mask: '0x3' } } }).message).toBe(
      'X: EINVAL: allowed bits: 0x3'
    )
    expect(new NetlinkError({ errno: 22, request: 'X', extack: { policy: { maxLength: 4 } } }).message).toBe(
      'X: EINVAL: allowed length: 0..4 bytes'
    )
  })

  it('survive JSON and have errno negative, as in Node', () => {
    const error = new NetlinkError({ errno: 17, request: 'RTM_NEWADDR' })
    expect(JSON.parse(JSON.stringify(error))).toEqual({ code: 'EEXIST', errno: -17, request: 'RTM_NEWADDR' })
    expect(Object.hasOwn(error, 'extack')).toBe(false)
  })
})
