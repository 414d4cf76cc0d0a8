/** A word of a filter and where it starts. */
export interface Token {
  /** The word with its backslashes taken away. */
  readonly text: string
  readonly at: number
  /** Written with a backslash: an operand, never a keyword. */
  readonly literal: boolean
}

const OPERATOR = /^(?:>=|<=|!=|==|=|>|<)/
const FIELD_WITH_OPERATOR = /^(?:dport|sport|dst|src|dev|fwmark|cgroup)(?=>=|<=|!=|==|=|>|<)/
const JOINERS = new Set(['&', '&&', '|', '||'])

/** A word, then whatever was glued to it: ss wants blanks around everything, people forget them. */
function* unglue(text: string, at: number): Generator<Token> {
  let rest = text
  let start = at
  const take = (length: number): Token => {
    const token = { text: rest.slice(0, length), at: start, literal: false }
    rest = rest.slice(length)
    start += length
    return token
  }
  while (rest.startsWith('(') || (rest.startsWith('!') && !rest.startsWith('!='))) yield take(1)
  // A closing parenthesis belongs to a glob that has an opening one.
  let closing = 0
  if (!rest.includes('(')) while (rest.endsWith(')'.repeat(closing + 1))) closing++
  const tail = rest.length - closing
  const end = at + text.length - closing
  rest = rest.slice(0, tail)
  const field = FIELD_WITH_OPERATOR.exec(rest)
  if (field) yield take(field[0].length)
  if (!JOINERS.has(rest)) {
    const operator = OPERATOR.exec(rest)
    if (operator) yield take(operator[0].length)
  }
  if (rest !== '') yield take(rest.length)
  for (let i = 0; i < closing; i++) yield { text: ')', at: end + i, literal: false }
}

/** Cuts a filter into words at blanks. A backslash takes the next character as it is, a blank too. */
export function* tokenize(filter: string): Generator<Token> {
  let i = 0
  while (i < filter.length) {
    if (/\s/.test(filter.charAt(i))) {
      i++
      continue
    }
    const at = i
    let text = ''
    let escaped = false
    while (i < filter.length && !/\s/.test(filter.charAt(i))) {
      if (filter.charAt(i) === '\\' && i + 1 < filter.length) {
        escaped = true
        i++
      }
      text += filter.charAt(i++)
    }
    if (escaped) yield { text, at, literal: true }
    else yield* unglue(text, at)
  }
}
