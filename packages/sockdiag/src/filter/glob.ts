type Piece = { readonly any: true } | { readonly any: false; readonly test: (char: string) => boolean }

/** `[...]` from behind its bracket: what it tests and where it ends; `undefined` when it never ends. */
function parseClass(
  pattern: string,
  from: number
): { test: (char: string) => boolean; end: number } | undefined {
  let i = from
  const negate = pattern[i] === '!' || pattern[i] === '^'
  if (negate) i++
  const ranges: [from: string, to: string][] = []
  for (let first = true; i < pattern.length; first = false) {
    if (pattern[i] === ']' && !first) {
      return {
        test: (char) => ranges.some(([low, high]) => low <= char && char <= high) !== negate,
        end: i + 1
      }
    }
    if (pattern[i] === '\\' && i + 1 < pattern.length) i++
    const low = pattern[i++] ?? ''
    if (pattern[i] === '-' && pattern[i + 1] !== undefined && pattern[i + 1] !== ']') {
      ranges.push([low, pattern[i + 1] ?? ''])
      i += 2
    } else ranges.push([low, low])
  }
  return undefined
}

function parsePieces(pattern: string): Piece[] {
  const pieces: Piece[] = []
  for (let i = 0; i < pattern.length;) {
    const char = pattern[i++] ?? ''
    if (char === '*') {
      if (pieces.at(-1)?.any !== true) pieces.push({ any: true })
      continue
    }
    if (char === '?') {
      pieces.push({ any: false, test: () => true })
      continue
    }
    const set = char === '[' ? parseClass(pattern, i) : undefined
    if (set) {
      pieces.push({ any: false, test: set.test })
      i = set.end
      continue
    }
    const literal = char === '\\' && i < pattern.length ? (pattern[i++] ?? '') : char
    pieces.push({ any: false, test: (other) => other === literal })
  }
  return pieces
}

/**
 * A matcher for a glob as fnmatch(3) reads it without flags but FNM_CASEFOLD: `*`, `?`, `[a-z]`, `[!a]`, backslash; `/` and
 * leading dots are characters like others. Takes time in proportion to the two lengths multiplied, whatever the pattern.
 */
export function glob(pattern: string): (text: string) => boolean {
  const pieces = parsePieces(pattern.toLowerCase())
  return (name) => {
    const text = name.toLowerCase()
    let piece = 0
    let star = -1
    let resume = 0
    for (let i = 0; i < text.length;) {
      const current = pieces[piece]
      if (current?.any === true) {
        star = piece++
        resume = i
      } else if (current !== undefined && current.test(text[i] ?? '')) {
        piece++
        i++
      } else if (star >= 0) {
        // Let the last star take one character more.
        piece = star + 1
        i = ++resume
      } else return false
    }
    while (pieces[piece]?.any === true) piece++
    return piece === pieces.length
  }
}
