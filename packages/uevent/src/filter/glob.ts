/**
 * Shell patterns as fnmatch(3) has them without flags, which is what udevadm compares by: `*`, `?`, `[a-z]`, `[!a-z]`, and `\` before
 * a character that means itself. Never slower than length of the text times length of the pattern.
 */

export function isPattern(text: string): boolean {
  return /[*?[\\]/.test(text)
}

export function matchesPattern(text: string, pattern: string): boolean {
  let at = 0
  let next = 0
  // Where to go on when what follows the last '*' does not match: only that one can take more.
  let star = -1
  let taken = 0
  while (at < text.length) {
    const end = pattern[next] === '*' ? -1 : matchOne(text.charAt(at), pattern, next)
    if (pattern[next] === '*') {
      star = next
      taken = at
      next += 1
    } else if (end !== -1) {
      at += 1
      next = end
    } else if (star !== -1) {
      taken += 1
      at = taken
      next = star + 1
    } else {
      return false
    }
  }
  while (pattern[next] === '*') next += 1
  return next >= pattern.length
}

/** Where the pattern goes on when its element at `at` matches the character, else -1. */
function matchOne(character: string, pattern: string, at: number): number {
  const element = pattern[at]
  if (element === undefined) return -1
  if (element === '?') return at + 1
  if (element === '[') {
    const end = classEnd(pattern, at)
    if (end !== -1) return isInClass(character, pattern, at, end) ? end + 1 : -1
  }
  if (element === '\\' && at + 1 < pattern.length) return pattern[at + 1] === character ? at + 2 : -1
  return element === character ? at + 1 : -1
}

/** The `]` that ends the class; -1 when there is none, and then `[` means itself. A `]` in front is one of the class. */
function classEnd(pattern: string, at: number): number {
  const first = isNegated(pattern, at) ? at + 2 : at + 1
  for (let i = first; i < pattern.length; i++) {
    if (pattern[i] === '\\') i += 1
    else if (pattern[i] === ']' && i > first) return i
  }
  return -1
}

function isNegated(pattern: string, at: number): boolean {
  return pattern[at + 1] === '!' || pattern[at + 1] === '^'
}

function isInClass(character: string, pattern: string, at: number, end: number): boolean {
  const negated = isNegated(pattern, at)
  let found = false
  for (let i = negated ? at + 2 : at + 1; i < end; i++) {
    if (pattern[i] === '\\' && i + 1 < end) i += 1
    const low = pattern.charAt(i)
    let high = low
    if (pattern[i + 1] === '-' && i + 2 < end) {
      i += 2
      if (pattern[i] === '\\' && i + 1 < end) i += 1
      high = pattern.charAt(i)
    }
    if (low <= character && character <= high) found = true
  }
  return found !== negated
}
