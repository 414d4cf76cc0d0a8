/**
 * A mount namespace in which /sys shows the devices of the test's network namespace, and in which a udev can run that
 * touches nothing of the host. What is mounted there is reached by way of /proc/<pid>/root.
 */
import { accessSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { background, type Background, type Probe, run } from '../../../test/support/kernel.ts'

const UDEVD = ['/usr/lib/systemd/systemd-udevd', '/lib/systemd/systemd-udevd']

/** A systemd-udevd is installed. */
export const udevd: Probe = () => {
  const isThere = UDEVD.some((file) => {
    try {
      accessSync(file)
      return true
    } catch {
      return false
    }
  })
  return Promise.resolve(isThere ? undefined : 'systemd-udevd is not installed')
}

/** A sysfs can be mounted that shows this network namespace. */
export const ownSysfs: Probe = async () => {
  try {
    await run(['unshare', '--mount', 'mount', '-t', 'sysfs', 'sysfs', '/sys'])
    return undefined
  } catch (error) {
    return `no sysfs can be mounted (${error instanceof Error ? error.message : String(error)})`
  }
}

export class DeviceNamespace implements AsyncDisposable {
  readonly #process: Background

  constructor(process: Background) {
    this.#process = process
  }

  /** A process that is in it. */
  get pid(): number {
    return this.#process.pid
  }

  /** Where the namespace's files are for us. */
  get root(): string {
    return `/proc/${this.pid}/root`
  }

  /** Options for `Uevent.open()`. */
  get options(): { sysfs: string; udev: string } {
    return { sysfs: `${this.root}/sys`, udev: `${this.root}/run/udev` }
  }

  /** Runs a command that sees the namespace. */
  exec(...argv: string[]): Promise<string> {
    return run(['nsenter', '--mount', `--target=${this.#process.pid}`, ...argv])
  }

  /** Starts a command that sees the namespace. */
  background(...argv: string[]): Background {
    return background('nsenter', '--mount', `--target=${this.#process.pid}`, ...argv)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.stop('SIGKILL')
  }
}

/** `await using devices = await deviceNamespace()` */
export async function deviceNamespace(): Promise<DeviceNamespace> {
  const process = background(
    'unshare',
    '--mount',
    'sh',
    '-ec',
    'mount -t sysfs sysfs /sys; echo ready; exec cat'
  )
  await process.line('ready')
  return new DeviceNamespace(process)
}

/** The same with a systemd-udevd that has only the rules given, and a /dev of its own. */
export async function udevNamespace(rules: readonly string[]): Promise<DeviceNamespace> {
  const script = `
    mount -t sysfs sysfs /sys
    mount -t tmpfs tmpfs /run
    mount -t tmpfs tmpfs /dev
    mknod -m 666 /dev/null c 1 3
    mknod -m 600 /dev/kmsg c 1 11
    mount -t tmpfs tmpfs /usr/lib/udev/rules.d
    mkdir -p /run/udev/rules.d
    cat > /run/udev/rules.d/99-nlkit.rules
    exec "$0" < /dev/null
  `
  const file = UDEVD.find((one) => {
    try {
      accessSync(one)
      return true
    } catch {
      return false
    }
  })
  const process = background('unshare', '--mount', 'sh', '-ec', script, file ?? '')
  process.write(`${rules.join('\n')}\n`)
  process.child.stdin?.end()
  const namespace = new DeviceNamespace(process)
  for (let tries = 0; ; tries++) {
    try {
      await namespace.exec('udevadm', 'control', '--ping', '--timeout=5')
      return namespace
    } catch (error) {
      if (tries === 50) throw error
      await delay(100)
    }
  }
}
