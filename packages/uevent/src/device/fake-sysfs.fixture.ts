/** A sysfs and a udev database of files, for tests on any system. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'

export interface FakeDevice {
  readonly subsystem?: string
  /** Whether the subsystem is a bus, not a class. */
  readonly bus?: boolean
  readonly uevent?: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly driver?: string
}

export class FakeSysfs implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'nlkit-uevent-'))
  readonly sysfs = join(this.root, 'sys')
  readonly udev = join(this.root, 'udev')

  constructor() {
    for (const folder of ['devices', 'class', 'bus', 'kernel', 'dev/block', 'dev/char']) {
      mkdirSync(join(this.sysfs, folder), { recursive: true })
    }
    this.seqnum = 100
  }

  set seqnum(value: number) {
    writeFileSync(join(this.sysfs, 'kernel/uevent_seqnum'), `${value}\n`)
  }

  /** Makes a device; its links as the kernel makes them. */
  add(
    devpath: string,
    { subsystem, bus = false, uevent = '', attributes = {}, driver }: FakeDevice = {}
  ): void {
    const folder = join(this.sysfs, devpath)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'uevent'), uevent)
    for (const [name, value] of Object.entries(attributes)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), value)
    }
    if (subsystem !== undefined) {
      const home = bus ? `bus/${subsystem}/devices` : `class/${subsystem}`
      this.link(`${home}/${basename(devpath)}`, devpath)
      this.link(`${devpath}/subsystem`, bus ? `bus/${subsystem}` : home)
    }
    if (driver !== undefined) this.link(`${devpath}/driver`, `bus/${subsystem ?? 'x'}/drivers/${driver}`)
  }

  link(from: string, to: string): void {
    const file = join(this.sysfs, from)
    mkdirSync(dirname(file), { recursive: true })
    symlinkSync(relative(dirname(file), join(this.sysfs, to)), file)
  }

  remove(devpath: string, home: string): void {
    rmSync(join(this.sysfs, devpath), { recursive: true })
    rmSync(join(this.sysfs, home, basename(devpath)))
  }

  /** As a network device is renamed. */
  rename(devpath: string, name: string, home: string): string {
    const renamed = `${dirname(devpath)}/${name}`
    renameSync(join(this.sysfs, devpath), join(this.sysfs, renamed))
    rmSync(join(this.sysfs, home, basename(devpath)))
    this.link(`${home}/${name}`, renamed)
    return renamed
  }

  /** An entry of udev's database. */
  record(id: string, text: string): void {
    mkdirSync(join(this.udev, 'data'), { recursive: true })
    writeFileSync(join(this.udev, 'data', id), text)
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}
