/** What a `uevent` file takes. Source of truth: kobject_synth_uevent(), and Documentation/ABI/testing/sysfs-uevent. */
import type { DeviceAction } from '../message/fields.ts'

/** The event that is asked for. */
export interface SyntheticEvent {
  /** `'change'` by default. */
  readonly action?: DeviceAction | undefined
  /** Given back in `synthUuid`; a random one where it is left out. */
  readonly uuid?: string | undefined
  /** Given back in `synthArgs`. Letters and digits only, on both sides. */
  readonly args?: Readonly<Record<string, string>> | undefined
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const WORD = /^[0-9A-Za-z]+$/
const ACTIONS: readonly string[] = [
  'add',
  'remove',
  'change',
  'move',
  'online',
  'offline',
  'bind',
  'unbind'
] satisfies DeviceAction[]

/** A page, of which the kernel keeps a NUL. */
const MOST_BYTES = 4095

/**
 * The line to write, and the UUID in it.
 * @throws TypeError for what the kernel would refuse, RangeError when it is too long; the kernel refuses much less (ENOMEM):
 * what an event says has room in 2 KiB
 */
export function syntheticLine({ action = 'change', uuid = crypto.randomUUID(), args = {} }: SyntheticEvent): {
  line: string
  uuid: string
} {
  if (!ACTIONS.includes(action)) throw new TypeError(`action: '${action}' is not one`)
  if (typeof uuid !== 'string' || !UUID.test(uuid)) throw new TypeError(`uuid: '${uuid}' is not one`)
  if (typeof args !== 'object' || args === null) throw new TypeError('args: expected an object')
  const words = Object.entries(args).map(([key, value]) => {
    if (!WORD.test(key)) throw new TypeError(`args: '${key}' has more than letters and digits`)
    if (typeof value !== 'string' || !WORD.test(value)) {
      throw new TypeError(`args.${key}: '${value}' has more than letters and digits, or nothing`)
    }
    return `${key}=${value}`
  })
  const line = [action, uuid, ...words].join(' ')
  if (line.length > MOST_BYTES) throw new RangeError(`args: ${line.length} bytes, at most ${MOST_BYTES}`)
  return { line, uuid }
}
