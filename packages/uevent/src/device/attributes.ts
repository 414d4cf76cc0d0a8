import { builtin } from '../system.ts'
import { codeOf, DeviceError } from './errors.ts'
import { baseName, textOf, type Sysfs } from './sysfs.ts'

/** @throws TypeError for what names no file below a device */
function checkName(name: string): void {
  if (typeof name !== 'string' || name === '' || name.startsWith('/') || name.includes('\0')) {
    throw new TypeError('attribute: expected a path below the device')
  }
  if (name.split('/').some((part) => part === '..' || part === '.' || part === '')) {
    throw new TypeError(`attribute: '${name}' leaves the device`)
  }
}

/**
 * An attribute's bytes as the driver gives them.
 * @throws DeviceError ENOENT when the device has no such attribute, ENODEV when there is no such device, EACCES for one that may not
 * be read (or can only be written), and what the driver answers
 */
export async function readAttribute(sysfs: Sysfs, devpath: string, name: string): Promise<Uint8Array> {
  checkName(name)
  try {
    return await builtin('node:fs/promises').readFile(sysfs.file(`${devpath}/${name}`))
  } catch (error) {
    throw await deviceErrorOf(sysfs, devpath, name, error)
  }
}

/** An attribute's text without newlines at its end; of one that is a link (`driver`, `subsystem`), the name of what it links to. */
export async function attributeText(sysfs: Sysfs, devpath: string, name: string): Promise<string> {
  checkName(name)
  const file = sysfs.file(`${devpath}/${name}`)
  try {
    if ((await builtin('node:fs/promises').lstat(file)).isSymbolicLink()) {
      const target = await sysfs.link(`${devpath}/${name}`)
      if (target !== undefined) return baseName(target)
    }
  } catch (error) {
    throw await deviceErrorOf(sysfs, devpath, name, error)
  }
  return textOf(await readAttribute(sysfs, devpath, name)).replace(/\n+$/, '')
}

/** Names of a device's attributes, those in its folders too (`queue/rotational`), but none of other devices below it. In order. */
export async function attributeNames(sysfs: Sysfs, devpath: string): Promise<string[]> {
  const names: string[] = []
  const look = async (folder: string): Promise<void> => {
    const entries = await sysfs.entries(`${devpath}/${folder}`)
    if (folder !== '' && entries.some(({ name }) => name === 'uevent')) return
    for (const entry of entries) {
      if (entry.isDirectory()) await look(`${folder}${entry.name}/`)
      else if (entry.isFile()) names.push(`${folder}${entry.name}`)
    }
  }
  await look('')
  if (names.length === 0) await assertDevice(sysfs, devpath)
  return names.sort()
}

/** Links in a device's folder and the paths below /sys they lead to: `subsystem`, `driver`, `master`, `lower_eth0`, ... */
export async function symlinks(sysfs: Sysfs, devpath: string): Promise<Record<string, string>> {
  const links: Record<string, string> = {}
  const entries = await sysfs.entries(devpath)
  for (const { name } of entries.filter((entry) => entry.isSymbolicLink())) {
    const target = await sysfs.link(`${devpath}/${name}`)
    if (target !== undefined) links[name] = target
  }
  if (entries.length === 0) await assertDevice(sysfs, devpath)
  return links
}

/** @throws DeviceError ENODEV */
export async function assertDevice(sysfs: Sysfs, devpath: string): Promise<void> {
  if (!(await sysfs.isThere(`${devpath}/uevent`))) throw new DeviceError({ code: 'ENODEV', device: devpath })
}

/** The error to throw for one of the file system: a file that is missing may be all the device. */
export async function deviceErrorOf(
  sysfs: Sysfs,
  devpath: string,
  attribute: string,
  cause: unknown
): Promise<unknown> {
  const code = codeOf(cause)
  if (code === undefined) return cause
  const isGone =
    code === 'ENODEV' || ((code === 'ENOENT' || code === 'ENOTDIR') && !(await sysfs.isThere(devpath)))
  if (isGone) return new DeviceError({ code: 'ENODEV', device: devpath, cause })
  return new DeviceError({ code: code === 'ENOTDIR' ? 'ENOENT' : code, device: devpath, attribute, cause })
}
