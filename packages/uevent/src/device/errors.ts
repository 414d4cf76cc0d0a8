const BRAND = Symbol.for('nlkit.DeviceError')

/** What a {@link DeviceError} is made of. */
export interface DeviceErrorInit {
  /** An errno's name. */
  readonly code: string
  /** The device's path below /sys, or the words it was asked for with. */
  readonly device: string
  /** The attribute, or the file of the device, that was asked for. */
  readonly attribute?: string | undefined
  readonly cause?: unknown
}

/**
 * A device, or an attribute of one, could not be read or written. `code` says why:
 * `ENODEV` there is no such device (any more), `ENOENT` it has no such attribute, `EACCES` and `EPERM` it may not be read or written,
 * and what the device's driver answers, such as `EINVAL`, `EIO` or `EBUSY`.
 * Recognise it with {@link DeviceError.is}, which holds across copies and versions of this package.
 */
export class DeviceError extends Error {
  readonly code: string
  readonly device: string
  declare readonly attribute?: string

  constructor({ code, device, attribute, cause }: DeviceErrorInit) {
    const text = attribute === undefined ? device : `${device}: ${attribute}`
    super(`${text}: ${code}${WORDS[code] === undefined ? '' : ` (${WORDS[code]})`}`, { cause })
    this.code = code
    this.device = device
    if (attribute !== undefined) this.attribute = attribute
  }

  /** True for this class of any copy of this package. */
  static is(value: unknown): value is DeviceError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENODEV: 'there is no such device',
  ENOENT: 'the device has no such attribute',
  EACCES: 'not allowed',
  EPERM: 'not allowed',
  EROFS: 'sysfs is mounted read-only'
}

Object.defineProperties(DeviceError.prototype, {
  name: { value: 'DeviceError', configurable: true, writable: true },
  [BRAND]: { value: true }
})

/** The errno's name that an error of the file system has. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

// ENXIO and ENODEV: sysfs of a device that goes away while its file is open. EINVAL: readlink(2) of what is no link.
const ABSENT: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR', 'ENODEV', 'ENXIO']

/** Whether an error of the file system says that something is not there. */
export function isAbsent(error: unknown): boolean {
  return ABSENT.includes(codeOf(error))
}
