import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { deviceErrorOf } from './attributes.ts'
import { UdevDatabase } from './database.ts'
import { Devices } from './devices.ts'
import { DeviceError } from './errors.ts'
import { FakeSysfs } from './fake-sysfs.fixture.ts'
import type { DeviceQuery } from './query.ts'
import type { DeviceSelector } from './selector.ts'
import { Sysfs } from './sysfs.ts'

const fake = new FakeSysfs()
afterAll(() => fake[Symbol.dispose]())

const PCI = '/devices/pci0000:00'
const CARD = `${PCI}/0000:00:02.0`
const DISK = `${CARD}/virtio1/block/vda`
fake.add(PCI)
fake.add(CARD, {
  subsystem: 'pci',
  bus: true,
  uevent: 'DRIVER=virtio-pci\nPCI_ID=1AF4:1042\n',
  driver: 'virtio-pci'
})
fake.add(`${CARD}/virtio1`, { subsystem: 'virtio', bus: true, driver: 'virtio_blk' })
fake.add(DISK, {
  subsystem: 'block',
  uevent: 'MAJOR=254\nMINOR=0\nDEVNAME=vda\nDEVTYPE=disk\nDISKSEQ=9\n',
  attributes: { size: '2048\n', 'queue/rotational': '0\n', serial: 'caf\xe9', bare: '', lines: 'a\nb\n\n' }
})
fake.add(`${DISK}/vda1`, {
  subsystem: 'block',
  uevent: 'MAJOR=254\nMINOR=1\nDEVNAME=vda1\nDEVTYPE=partition\n'
})
fake.add('/devices/virtual/net/lo', {
  subsystem: 'net',
  uevent: 'INTERFACE=lo\nIFINDEX=1\n',
  attributes: { ifindex: '1\n' }
})
fake.add('/devices/virtual/net/br0', {
  subsystem: 'net',
  uevent: 'DEVTYPE=bridge\nINTERFACE=br0\nIFINDEX=7\n',
  attributes: { ifindex: '7\n' }
})
fake.add('/devices/x/cciss!c0d0', { subsystem: 'block', uevent: 'DEVNAME=cciss/c0d0\nMAJOR=104\nMINOR=0\n' })
fake.add('/devices/odd', { subsystem: 'odd', uevent: 'no line of ours\n=x\nA=b=c\n' })
fake.link('dev/block/254:0', DISK)
fake.link('dev/char/1:3', '/devices/nothing')
fake.link(`${DISK}/queue/loop`, `${DISK}/queue/loop`)
symlinkSync('../../../../../../../../../../../../etc', join(fake.sysfs, DISK, 'out'))
writeFileSync(join(fake.sysfs, DISK, 'edid'), Uint8Array.of(0, 1, 0xff))
writeFileSync(join(fake.sysfs, 'class/net/bonding_masters'), '\n')
mkdirSync(join(fake.sysfs, DISK, 'empty'))
fake.record(
  'b254:0',
  'S:disk/by-id/x\nS:disk/by-path/y\nI:123\nE:ID_MODEL=Foo=1\nG:systemd\nG:seat\nQ:seat\nV:1\nW:3\nL:5\n\nZ\n'
)
fake.record('n7', 'E:ID_NET_DRIVER=bridge\nG:old\n')
fake.record('+virtio:virtio1', 'E:SEEN=yes\nV:1\n')

const devices = new Devices({ sysfs: new Sysfs(`${fake.sysfs}/`), database: new UdevDatabase(fake.udev) })
const names = async (query?: DeviceQuery): Promise<string[]> =>
  (await devices.list(query)).map(({ sysname }) => sysname)

describe('a device', () => {
  it('has what sysfs and the database say', async () => {
    expect(await devices.get(DISK)).toEqual({
      devpath: DISK,
      sysname: 'vda',
      subsystem: 'block',
      devtype: 'disk',
      devnode: '/dev/vda',
      major: 254,
      minor: 0,
      isInitialized: true,
      tags: ['systemd', 'seat'],
      currentTags: ['seat'],
      devlinks: ['/dev/disk/by-id/x', '/dev/disk/by-path/y'],
      properties: {
        DEVPATH: DISK,
        SUBSYSTEM: 'block',
        MAJOR: '254',
        MINOR: '0',
        DEVNAME: '/dev/vda',
        DEVTYPE: 'disk',
        DISKSEQ: '9',
        ID_MODEL: 'Foo=1',
        USEC_INITIALIZED: '123',
        DEVLINKS: '/dev/disk/by-id/x /dev/disk/by-path/y',
        TAGS: ':systemd:seat:',
        CURRENT_TAGS: ':seat:'
      }
    })
  })

  it('survives JSON', async () => {
    for (const device of await devices.list()) expect(JSON.parse(JSON.stringify(device))).toEqual(device)
  })

  it('has its driver by its property, or by its link', async () => {
    expect((await devices.get(CARD)).driver).toBe('virtio-pci')
    expect((await devices.get(`${CARD}/virtio1`)).driver).toBe('virtio_blk')
    expect(await devices.get('/devices/virtual/net/lo')).not.toHaveProperty('driver')
  })

  it('has in an old entry of the database no tags that are not current', async () => {
    expect(await devices.get('n7')).toMatchObject({
      tags: ['old'],
      currentTags: ['old'],
      isInitialized: true
    })
  })

  it('is there without a database, and without one that knows it', async () => {
    const alone = new Devices({ sysfs: new Sysfs(fake.sysfs), database: new UdevDatabase('/nonexistent') })
    const disk = await alone.get(DISK)
    expect(disk).toMatchObject({ isInitialized: false, devnode: '/dev/vda' })
    expect(disk).not.toHaveProperty('tags')
    expect(await devices.get('n1')).toMatchObject({ isInitialized: false })
  })

  it('takes lines that are no properties for nothing', async () => {
    expect((await devices.get('/devices/odd')).properties).toEqual({
      DEVPATH: '/devices/odd',
      SUBSYSTEM: 'odd',
      A: 'b=c'
    })
  })
})

describe('getting a device', () => {
  it.each<[DeviceSelector, string]>([
    [DISK, DISK],
    [{ devpath: DISK }, DISK],
    [`${DISK}/`, DISK],
    [`/sys${DISK}`, DISK],
    [`${fake.sysfs}/class/block/vda`, DISK],
    ['/sys/class/block/vda', DISK],
    ['/sys/class/block/../net/lo', '/devices/virtual/net/lo'],
    [`/sys${DISK}/subsystem/vda1`, `${DISK}/vda1`],
    ['b254:0', DISK],
    ['n7', '/devices/virtual/net/br0'],
    ['+pci:0000:00:02.0', CARD],
    ['+block:cciss!c0d0', '/devices/x/cciss!c0d0'],
    [{ subsystem: 'block', sysname: 'cciss/c0d0' }, '/devices/x/cciss!c0d0'],
    [{ subsystem: 'virtio', sysname: 'virtio1' }, `${CARD}/virtio1`]
  ])('by %j finds it', async (selector, devpath) => {
    expect((await devices.get(selector)).devpath).toBe(devpath)
  })

  it.each<DeviceSelector>([
    '/devices/nothing',
    '/sys/class/net/nothing',
    '/sys/class/net',
    'b254:9',
    'c1:3',
    'n99',
    '+net:nothing',
    '/dev/nlkit-nothing',
    { subsystem: 'net', sysname: 'nothing' }
  ])('by %j is a DeviceError when there is none', async (selector) => {
    await expect(devices.get(selector)).rejects.toSatisfy(DeviceError.is)
    await expect(devices.get(selector)).rejects.toMatchObject({ name: 'DeviceError', code: 'ENODEV' })
  })

  it.each<unknown>([
    'lo',
    '',
    'net/lo',
    7,
    null,
    undefined,
    {},
    { devpath: 'x' },
    { subsystem: 'net' },
    '/devices/../etc',
    '/dev/null/..'
  ])('by %j is a TypeError or no device', async (selector) => {
    await expect(devices.get(selector as DeviceSelector)).rejects.toSatisfy(
      (error) => error instanceof TypeError || DeviceError.is(error)
    )
  })
})

describe('listing devices', () => {
  it('finds those of each bus and class, parents first', async () => {
    expect((await devices.list()).map(({ devpath }) => devpath)).toEqual([
      '/devices/odd',
      CARD,
      `${CARD}/virtio1`,
      DISK,
      `${DISK}/vda1`,
      '/devices/virtual/net/br0',
      '/devices/virtual/net/lo',
      '/devices/x/cciss!c0d0'
    ])
  })

  it.each<[DeviceQuery, string[]]>([
    [{ subsystem: 'net' }, ['br0', 'lo']],
    [{ subsystem: 'block/partition' }, ['vda1']],
    [{ subsystem: ['net/*', 'block/disk'] }, ['vda', 'br0']],
    [{ tag: 'seat' }, ['vda']],
    [{ tag: ['seat', 'old'] }, ['vda', 'br0']],
    [{ sysname: 'vda*' }, ['vda', 'vda1']],
    [{ sysname: 'cciss/*' }, ['cciss/c0d0']],
    [{ property: { ID_MODEL: 'Foo*' } }, ['vda']],
    [{ property: { IFINDEX: true, DEVTYPE: false } }, ['lo']],
    [{ attribute: { size: '2048' } }, ['vda']],
    [{ attribute: { 'queue/rotational': ['0', '1'] } }, ['vda']],
    [{ attribute: { bare: '' } }, ['vda']],
    [{ attribute: { size: false }, subsystem: 'block' }, ['vda1', 'cciss/c0d0']],
    [{ attribute: { ifindex: true } }, ['br0', 'lo']],
    [{ parent: DISK }, ['vda', 'vda1']],
    [{ parent: { devpath: CARD }, subsystem: 'virtio' }, ['virtio1']],
    [{ parent: '/devices/pci0000:0' }, []],
    [{ isInitialized: true }, ['virtio1', 'vda', 'br0']],
    [{ isInitialized: false, subsystem: 'net' }, ['lo']]
  ])('takes %j', async (query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  it('goes on where one was broken off', async () => {
    for await (const { sysname } of devices.dump()) if (sysname === 'vda') break
    expect(await names({ subsystem: 'net' })).toHaveLength(2)
  })

  it('refuses a query that cannot be meant, at once', () => {
    expect(() => devices.dump({ subsytem: 'x' } as DeviceQuery)).toThrow(
      TypeError('query.subsytem: there is no such key')
    )
    expect(() => devices.dump({ action: 'add' } as DeviceQuery)).toThrow(TypeError)
    expect(() => devices.dump({ parent: 'vda' })).toThrow(/^query\.parent: /)
    expect(() => devices.dump({ attribute: { a: 1 } } as unknown as DeviceQuery)).toThrow(
      /^query\.attribute\.a: /
    )
    expect(() => devices.dump({ isInitialized: 1 } as unknown as DeviceQuery)).toThrow(
      /^query\.isInitialized: /
    )
  })

  it('finds none where there is no sysfs', async () => {
    const none = new Devices({ sysfs: new Sysfs('/nonexistent'), database: new UdevDatabase() })
    expect(await none.list()).toEqual([])
  })
})

describe('an attribute', () => {
  it('is text without its last newlines', async () => {
    expect(await devices.attribute(DISK, 'size')).toBe('2048')
    expect(await devices.attribute({ devpath: DISK }, 'queue/rotational')).toBe('0')
    expect(await devices.attribute(DISK, 'lines')).toBe('a\nb')
    expect(await devices.attribute(DISK, 'bare')).toBe('')
  })

  it('has its bytes as they are', async () => {
    expect(await devices.attributeBytes(DISK, 'edid')).toEqual(Buffer.from([0, 1, 0xff]))
    expect(await devices.attribute(DISK, 'edid')).toBe('\0\u0001\udcff')
  })

  it('of a link is the name of what it leads to', async () => {
    expect(await devices.attribute(CARD, 'driver')).toBe('virtio-pci')
    expect(await devices.attribute(DISK, 'subsystem')).toBe('block')
  })

  it('is named with those in folders, but not with those of other devices', async () => {
    expect(await devices.attributes(DISK)).toEqual([
      'bare',
      'edid',
      'lines',
      'queue/rotational',
      'serial',
      'size',
      'uevent'
    ])
    expect(await devices.attributes('/devices/virtual/net/lo')).toEqual(['ifindex', 'uevent'])
  })

  it.each([
    [DISK, 'nothing', 'ENOENT'],
    [DISK, 'size/x', 'ENOENT'],
    [DISK, 'queue', 'EISDIR'],
    ['/devices/nothing', 'size', 'ENODEV']
  ])('of %s that is %s fails with its code', async (devpath, name, code) => {
    for (const read of [
      () => devices.attribute(devpath, name),
      () => devices.attributeBytes(devpath, name)
    ]) {
      await expect(read()).rejects.toMatchObject({ name: 'DeviceError', code, device: devpath })
    }
  })

  it('that may not be read says so, and one that a driver refuses', async () => {
    for (const code of ['EACCES', 'EIO', 'EINVAL']) {
      const cause = Object.assign(new Error(code), { code })
      expect(await deviceErrorOf(new Sysfs(fake.sysfs), DISK, 'size', cause)).toMatchObject({
        code,
        device: DISK,
        attribute: 'size',
        cause
      })
    }
    const mistake = new TypeError('no error of the file system')
    expect(await deviceErrorOf(new Sysfs(fake.sysfs), DISK, 'size', mistake)).toBe(mistake)
  })

  it.each(['', '/etc/passwd', '..', '../x', 'queue/../../x', './size', 'queue//x', 'a\0b'])(
    'named %j is a TypeError',
    async (name) => {
      await expect(devices.attribute(DISK, name)).rejects.toThrow(TypeError)
      await expect(devices.attributeBytes(DISK, name)).rejects.toThrow(TypeError)
    }
  )

  it('has an error that names device, attribute and reason', async () => {
    await expect(devices.attribute('/devices/odd', 'x')).rejects.toThrow(
      '/devices/odd: x: ENOENT (the device has no such attribute)'
    )
  })
})

describe('around a device', () => {
  it('are its parents, the nearest first, and folders are none', async () => {
    const seen: string[] = []
    for await (const { devpath } of devices.parents(`${DISK}/vda1`)) seen.push(devpath)
    expect(seen).toEqual([DISK, `${CARD}/virtio1`, CARD, PCI])
    expect((await devices.parent(DISK))?.devpath).toBe(`${CARD}/virtio1`)
    expect(await devices.parent(PCI)).toBeUndefined()
    expect((await devices.parent(CARD))?.subsystem).toBeUndefined()
  })

  it('is its parent of a subsystem', async () => {
    expect((await devices.parentWith(`${DISK}/vda1`, 'pci'))?.devpath).toBe(CARD)
    expect((await devices.parentWith(`${DISK}/vda1`, 'block', 'disk'))?.devpath).toBe(DISK)
    expect(await devices.parentWith(`${DISK}/vda1`, 'block', 'partition')).toBeUndefined()
  })

  it('are those below it', async () => {
    expect((await devices.children(CARD)).map(({ sysname }) => sysname)).toEqual(['virtio1', 'vda', 'vda1'])
    expect((await devices.children(CARD, { subsystem: 'block/disk' })).map(({ sysname }) => sysname)).toEqual(
      ['vda']
    )
    expect(await devices.children(`${DISK}/vda1`)).toEqual([])
  })

  it('are its links', async () => {
    expect(await devices.symlinks(CARD)).toEqual({
      subsystem: '/bus/pci',
      driver: '/bus/pci/drivers/virtio-pci'
    })
    await expect(devices.symlinks('/devices/nothing')).rejects.toMatchObject({ code: 'ENODEV' })
    await expect(devices.attributes('/devices/nothing')).rejects.toMatchObject({ code: 'ENODEV' })
  })

  it('never is what lies outside of sysfs', async () => {
    expect((await devices.symlinks(DISK))['out']).toBe('/etc')
    await expect(devices.get(`/sys${DISK}/out/passwd`)).rejects.toMatchObject({ code: 'ENODEV' })
  })

  it('leads a circle of links to no device', async () => {
    await expect(devices.get(`/sys${DISK}/queue/loop`)).rejects.toMatchObject({ code: 'ENODEV' })
  })
})

it('wants absolute paths', () => {
  expect(() => new Sysfs('sys')).toThrow(TypeError)
  expect(() => new UdevDatabase(7 as unknown as string)).toThrow(TypeError)
})
