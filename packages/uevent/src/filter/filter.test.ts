import { describe, expect, it } from 'vitest'
import { matches, readFilter, sysnameOf, type EventFilter, type Filtered } from './filter.ts'

const partition: Filtered = {
  action: 'add',
  devpath: '/devices/pci0000:00/block/sda/sda1',
  subsystem: 'block',
  devtype: 'partition',
  tags: ['systemd', 'seat'],
  properties: { SUBSYSTEM: 'block', ID_MODEL: 'Foo [1]', EMPTY: '', __PROTO: 'x' }
}
const passes = (filter: EventFilter, one: Filtered = partition): boolean => matches(readFilter(filter), one)

describe('a filter', () => {
  it.each<[EventFilter, boolean]>([
    [{}, true],
    [{ subsystem: 'block' }, true],
    [{ subsystem: 'net' }, false],
    [{ subsystem: ['net', 'block'] }, true],
    [{ subsystem: 'block/partition' }, true],
    [{ subsystem: 'block/disk' }, false],
    [{ subsystem: ['block/disk', 'block/part*'] }, true],
    [{ subsystem: 'b*' }, true],
    [{ tag: 'seat' }, true],
    [{ tag: ['uaccess', 'seat'] }, true],
    [{ tag: 'sea' }, false],
    [{ tag: 'sea*' }, false],
    [{ sysname: 'sda1' }, true],
    [{ sysname: 'sd[a-z]' }, false],
    [{ sysname: ['x', 'sd[a-z][0-9]'] }, true],
    [{ action: 'add' }, true],
    [{ action: ['remove', 'change'] }, false],
    [{ property: { ID_MODEL: true } }, true],
    [{ property: { ID_MODEL: false } }, false],
    [{ property: { ID_SERIAL: false } }, true],
    [{ property: { ID_SERIAL: true } }, false],
    [{ property: { toString: true } }, false],
    [{ property: { toString: false } }, true],
    [{ property: { ID_MODEL: 'Foo*' } }, true],
    [{ property: { ID_MODEL: 'Foo \\[1\\]' } }, true],
    [{ property: { ID_MODEL: ['Bar', 'Foo ?1?'] } }, true],
    [{ property: { ID_MODEL: 'Foo' } }, false],
    [{ property: { EMPTY: '' } }, true],
    [{ property: { ID_MODEL: '' } }, false],
    [{ property: { ID_MODEL: 'Foo*', ID_SERIAL: true } }, false],
    [{ subsystem: 'block', tag: 'seat', action: 'add', sysname: 'sda*' }, true],
    [{ subsystem: 'block', tag: 'seat', action: 'add', sysname: 'sdb*' }, false]
  ])('%j of a partition is %s', (filter, expected) => {
    expect(passes(filter)).toBe(expected)
  })

  it('wants what a device does not have: it does not pass', () => {
    const bare: Filtered = { devpath: '/devices/x', properties: {} }
    for (const filter of [{ subsystem: '*' }, { subsystem: '*/*' }, { tag: 'a' }, { action: '*' }]) {
      expect(passes(filter, bare)).toBe(false)
    }
    expect(passes({ subsystem: 'a/*' }, { ...bare, subsystem: 'a' })).toBe(false)
  })

  it('has names with slashes as they are, not as sysfs writes them', () => {
    expect(sysnameOf('/devices/x/cciss!c0d0')).toBe('cciss/c0d0')
  })

  it.each<[unknown, string]>([
    [null, 'filter: '],
    ['net', 'filter: '],
    [{ subsytem: 'net' }, 'filter.subsytem: there is no such key'],
    [{ subsystem: 1 }, 'filter.subsystem: '],
    [{ subsystem: '' }, 'filter.subsystem: '],
    [{ subsystem: [] }, 'filter.subsystem: '],
    [{ subsystem: ['a', 1] }, 'filter.subsystem[1]: '],
    [{ subsystem: '/disk' }, 'filter.subsystem: '],
    [{ subsystem: 'block/' }, 'filter.subsystem: '],
    [{ tag: {} }, 'filter.tag: '],
    [{ action: [''] }, 'filter.action[0]: '],
    [{ sysname: null }, 'filter.sysname: '],
    [{ property: 'A=b' }, 'filter.property: '],
    [{ property: ['A'] }, 'filter.property: '],
    [{ property: { A: 1 } }, 'filter.property.A: '],
    [{ property: { A: [] } }, 'filter.property.A: ']
  ])('%j is a TypeError that names the key', (filter, message) => {
    expect(() => readFilter(filter as EventFilter)).toThrow(TypeError)
    expect(() => readFilter(filter as EventFilter)).toThrow(message)
  })
})
