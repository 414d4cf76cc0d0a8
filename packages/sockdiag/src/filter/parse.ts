import { and, not, or, TRUE } from './ast.ts'
import type { FilterNode, LeafNode, Side } from './ast.ts'
import { HostError, parseHost, parsePortOperand } from './host.ts'
import type { HostContext } from './host.ts'
import { tokenize } from './lexer.ts'
import type { Token } from './lexer.ts'
import { parseNumber } from './names.ts'
import { ALL_STATES, stateMaskOf } from '../states.ts'
import { FilterSyntaxError } from './syntax-error.ts'

/** What a filter's text says. */
export interface ParsedFilter {
  readonly node: FilterNode
  /** The mask of `state` and `exclude` words; absent when there were none. */
  readonly states?: number
}

type Comparison = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le'

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  '=': 'eq',
  '==': 'eq',
  eq: 'eq',
  '!=': 'ne',
  ne: 'ne',
  neq: 'ne',
  '>': 'gt',
  gt: 'gt',
  '<': 'lt',
  lt: 'lt',
  '>=': 'ge',
  ge: 'ge',
  geq: 'ge',
  '<=': 'le',
  le: 'le',
  leq: 'le'
}
const JOINERS: Readonly<Record<string, 'and' | 'or'>> = {
  and: 'and',
  '&': 'and',
  '&&': 'and',
  or: 'or',
  '|': 'or',
  '||': 'or'
}
const NOT = new Set(['not', '!'])
const FIELDS = new Set(['src', 'dst', 'sport', 'dport', 'dev', 'fwmark', 'cgroup', 'autobound'])

const isReserved = (word: string): boolean =>
  Object.hasOwn(COMPARISONS, word) ||
  Object.hasOwn(JOINERS, word) ||
  NOT.has(word) ||
  FIELDS.has(word) ||
  word === '(' ||
  word === ')'

// Far beyond what a person writes, far below what the stack holds.
const MAX_DEPTH = 500

class Parser {
  readonly #filter: string
  readonly #context: HostContext
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  constructor(filter: string, context: HostContext) {
    this.#filter = filter
    this.#context = context
    this.#tokens = [...tokenize(filter)]
  }

  #fail(reason: string, token: Token | undefined): never {
    throw new FilterSyntaxError(reason, this.#filter, token?.at ?? this.#filter.length)
  }

  /** The next word if it is a keyword; an escaped word is not. */
  #keyword(): string | undefined {
    const token = this.#tokens[this.#next]
    return token === undefined || token.literal ? undefined : token.text
  }

  parse(): ParsedFilter {
    const states = this.#states()
    if (this.#next === this.#tokens.length) return { node: TRUE, ...states }
    const node = this.#list()
    const rest = this.#tokens[this.#next]
    if (rest !== undefined)
      this.#fail(rest.text === ')' ? 'unmatched ")"' : `unexpected ${JSON.stringify(rest.text)}`, rest)
    return { node, ...states }
  }

  /** `state NAME` and `exclude NAME`, any number of them, in front of everything else. */
  #states(): { states?: number } {
    let states: number | undefined
    for (;;) {
      const word = this.#keyword()
      const excludes = word === 'exclude' || word === 'excl'
      if (word !== 'state' && !excludes) return states === undefined ? {} : { states }
      const name = this.#tokens[++this.#next]
      const mask = name && stateMaskOf(name.text)
      if (mask === undefined) {
        this.#fail(
          name ? `unknown state ${JSON.stringify(name.text)}` : `expected a state behind "${word}"`,
          name
        )
      }
      this.#next++
      states = excludes ? (states ?? ALL_STATES) & ~mask : (states ?? 0) | mask
    }
  }

  // ssfilter.y: `and`, `or` and nothing between two terms bind alike, from left to right, whatever ss(8) says of precedence:
  // "a or b and c" is "( a or b ) and c". Only parentheses and `not` group.
  #list(): FilterNode {
    let joiner: 'and' | 'or' = 'and'
    let run: FilterNode[] = [this.#term()]
    const fold = (): FilterNode => (joiner === 'and' ? and(run) : or(run))
    for (;;) {
      const word = this.#keyword()
      const joined = word !== undefined && Object.hasOwn(JOINERS, word) ? JOINERS[word] : undefined
      if (joined !== undefined) this.#next++
      else if (this.#next === this.#tokens.length || word === ')') return fold()
      const next = joined ?? 'and'
      if (next !== joiner) {
        run = [fold()]
        joiner = next
      }
      run.push(this.#term())
    }
  }

  #term(): FilterNode {
    if (++this.#depth > MAX_DEPTH) this.#fail(`more than ${MAX_DEPTH} levels`, this.#tokens[this.#next])
    const node = this.#group()
    this.#depth--
    return node
  }

  #group(): FilterNode {
    const word = this.#keyword()
    const token = this.#tokens[this.#next]
    if (word === undefined || token === undefined) return this.#fail('expected a condition', token)
    this.#next++
    if (NOT.has(word)) return not(this.#term())
    if (word !== '(') return this.#condition(word, token)
    const node = this.#list()
    if (this.#keyword() !== ')') this.#fail('expected ")"', this.#tokens[this.#next])
    this.#next++
    return node
  }

  #condition(field: string, token: Token): FilterNode {
    switch (field) {
      case 'autobound':
        return { kind: 'autobound' }
      case 'src':
      case 'dst': {
        const negate = this.#equality(field)
        const node = this.#host((text) => parseHost(text, field, this.#context), field)
        return negate ? not(node) : node
      }
      case 'sport':
        return this.#port('src', field)
      case 'dport':
        return this.#port('dst', field)
      case 'dev':
      case 'fwmark':
      case 'cgroup': {
        const negate = this.#equality(field)
        const operand = this.#operand(field)
        const node =
          field === 'dev'
            ? this.#dev(operand)
            : field === 'fwmark'
              ? this.#mark(operand)
              : this.#cgroup(operand)
        return negate ? not(node) : node
      }
      default:
        return this.#fail(
          `expected a condition (${[...FIELDS].join(', ')}), not ${JSON.stringify(field)}`,
          token
        )
    }
  }

  #comparison(): Comparison | undefined {
    const word = this.#keyword()
    const comparison = word !== undefined && Object.hasOwn(COMPARISONS, word) ? COMPARISONS[word] : undefined
    if (comparison !== undefined) this.#next++
    return comparison
  }

  #equality(field: string): boolean {
    const token = this.#tokens[this.#next]
    const comparison = this.#comparison() ?? 'eq'
    if (comparison !== 'eq' && comparison !== 'ne')
      this.#fail(`"${field}" takes = and !=, not "${token?.text}"`, token)
    return comparison === 'ne'
  }

  #operand(field: string): Token {
    const token = this.#tokens[this.#next]
    const word = this.#keyword()
    if (token === undefined || (word !== undefined && isReserved(word))) {
      this.#fail(
        `expected a value behind "${field}"${token ? `, not ${JSON.stringify(token.text)}` : ''}`,
        token
      )
    }
    this.#next++
    return token
  }

  #host(read: (text: string) => LeafNode | HostError, field: string): LeafNode {
    const token = this.#operand(field)
    const node = read(token.text)
    return node instanceof HostError ? this.#fail(node.reason, token) : node
  }

  #port(side: Side, field: string): FilterNode {
    const operator = this.#tokens[this.#next]
    const comparison = this.#comparison() ?? 'eq'
    const node = this.#host((text) => parsePortOperand(text, side, this.#context), field)
    if (comparison === 'eq') return node
    if (comparison === 'ne') return not(node)
    const port = node.kind === 'port' || node.kind === 'inet' ? node.port : undefined
    if (port === undefined) this.#fail(`"${operator?.text}" needs a port of an inet socket`, operator)
    const compare = (op: 'ge' | 'le'): FilterNode => ({ kind: 'port', side, op, port })
    switch (comparison) {
      case 'ge':
      case 'le':
        return compare(comparison)
      case 'gt':
        return not(compare('le'))
      case 'lt':
        return not(compare('ge'))
    }
  }

  #dev(token: Token): FilterNode {
    return { kind: 'dev', dev: parseNumber(token.text, 0xffffffff) ?? token.text }
  }

  #mark(token: Token): FilterNode {
    const [markText = '', maskText, ...more] = token.text.split('/')
    const mark = parseNumber(markText, 0xffffffff)
    const mask = maskText === undefined ? 0xffffffff : parseNumber(maskText, 0xffffffff)
    if (mark === undefined || mask === undefined || more.length > 0) {
      return this.#fail(`expected a mark or MARK/MASK, not ${JSON.stringify(token.text)}`, token)
    }
    return { kind: 'mark', mark, mask }
  }

  #cgroup(token: Token): FilterNode {
    return { kind: 'cgroup', path: token.text }
  }
}

/**
 * Reads a filter in the syntax of `ss`: `[ state STATE | exclude STATE ]... [ EXPRESSION ]`, ss(8). An empty text is a filter
 * that everything passes. Blanks around parentheses and operators may be left out. Throws a FilterSyntaxError.
 */
export function parseFilter(filter: string, context: HostContext = {}): ParsedFilter {
  return new Parser(filter, context).parse()
}
