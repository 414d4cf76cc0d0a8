/** Payloads of several values in a row, and nests whose entries are alike. */
import type { Bytes } from './bytes.ts'
import { malformed } from './decode-error.ts'
import { LE } from './order.ts'
import { entryNumbers } from './unknown.ts'

/** As many elements of `size` bytes as there are. */
export function elements<T>(at: number, stop: number, size: number, read: (at: number) => T): T[] {
  const list: T[] = []
  for (let next = at; next + size <= stop; next += size) list.push(read(next))
  return list
}

/** The entries of a nest, whose numbers count from `first`; when they do not, they are kept beside. */
export function entries<T>(
  { view }: Bytes,
  at: number,
  end: number,
  first: number,
  read: (at: number, stop: number) => T
): T[] {
  const list: T[] = []
  let isCounting = true
  for (let next = at; end - next >= 4;) {
    const size = view.getUint16(next, true)
    if (size < 4 || size > end - next) malformed(next, size, end)
    if ((view.getUint16(next + 2, true) & 0x3fff) !== first + list.length) isCounting = false
    list.push(read(next + 4, next + size))
    next += (size + 3) & ~3
  }
  if (!isCounting) (list as { [entryNumbers]?: number[] })[entryNumbers] = numbersOf(view, at, end)
  return list
}

function numbersOf(view: DataView, at: number, end: number): number[] {
  const numbers: number[] = []
  for (let next = at; end - next >= 4; next += (view.getUint16(next, true) + 3) & ~3) {
    numbers.push(view.getUint16(next + 2, true) & 0x3fff)
  }
  return numbers
}

/** The entries of a nest whose numbers are values. */
export function keyed<T>(
  { view }: Bytes,
  at: number,
  end: number,
  read: (number: number, at: number, stop: number) => T
): T[] {
  const list: T[] = []
  for (let next = at; end - next >= 4;) {
    const size = view.getUint16(next, true)
    if (size < 4 || size > end - next) malformed(next, size, end)
    list.push(read(view.getUint16(next + 2, true) & 0x3fff, next + 4, next + size))
    next += (size + 3) & ~3
  }
  return list
}

/** A C bit-field: `width` bits from bit `shift` of a unit of `size` bytes. */
export function bits(
  view: DataView,
  at: number,
  size: number,
  shift: number,
  width: number,
  isNetwork = false
): number {
  const order = !isNetwork
  const unit =
    size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at, order) : view.getUint32(at, order)
  // Big-endian compilers lay bit-fields out from the other end of the unit.
  const from = LE ? shift : 8 * size - shift - width
  // Shifts, as powers of two cost 35 ns a field. A full unit has no shift that could take its sign away.
  return width === 32 ? unit : (unit >>> from) & ((1 << width) - 1)
}
