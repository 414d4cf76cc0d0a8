/** The mask of a request's `show`: all parts where none are named. @throws TypeError for an unknown name */
export function showBits<Name extends string>(
  bits: Readonly<Record<Name, number>>,
  show: 'all' | readonly Name[] | undefined
): number {
  const names: readonly string[] = Object.keys(bits)
  if (show !== undefined && show !== 'all' && !Array.isArray(show)) {
    throw new TypeError("show: expected 'all' or an array of names")
  }
  let mask = 0
  for (const name of show === undefined || show === 'all' ? names : show) {
    const bit = Object.hasOwn(bits, name) ? bits[name as Name] : undefined
    if (bit === undefined) throw new TypeError(`show: unknown '${name}', it takes ${names.join(', ')}`)
    mask |= bit
  }
  return mask
}
