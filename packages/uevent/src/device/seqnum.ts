import { builtin } from '../system.ts'
import { DeviceError, codeOf } from './errors.ts'
import type { Sysfs } from './sysfs.ts'

const FILE = '/kernel/uevent_seqnum'

/** The number of the last event that the kernel sent, in whatever network namespace. */
export async function readSeqnum(sysfs: Sysfs): Promise<number> {
  const text = await sysfs.text(FILE)
  return numberOf(text)
}

/** The same at once: reading it waits for nothing in the kernel. */
export function readSeqnumNow(sysfs: Sysfs): number {
  try {
    return numberOf(builtin('node:fs').readFileSync(sysfs.file(FILE), 'utf8'))
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return numberOf(undefined)
    throw cause
  }
}

function numberOf(text: string | undefined): number {
  if (text !== undefined && /^[0-9]+\n?$/.test(text)) return Number(text)
  throw new DeviceError({ code: 'ENOENT', device: FILE })
}
