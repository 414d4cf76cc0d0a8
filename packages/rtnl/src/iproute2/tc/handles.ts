import { parseHandle } from '../../tc/handle.ts'

/** A class or priority as text: print_tc_classid(). */
export function classText(handle: string): string {
  const number = parseHandle(handle)
  if (number === 0) return 'none'
  if (number === 0xffffffff) return 'root'
  const major = number >>> 16
  const minor = number & 0xffff
  if (major === 0) return `:${minor.toString(16)}`
  return `${major.toString(16)}:${minor === 0 ? '' : minor.toString(16)}`
}
