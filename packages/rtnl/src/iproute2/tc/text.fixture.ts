/** The tool's text out of its JSON, for what it has no JSON of. Without `-s` and `-d`, and with single spaces. */
import { sizeText } from './numbers.ts'

/** Objects of the tool's JSON. */
export type Printed = Readonly<Record<string, unknown>>

const UNITS = ['', 'K', 'M', 'G', 'T']

/** print_rate(): bits, in the largest unit that says it in whole numbers. */
function rateText(bytesPerSecond: number): string {
  let bits = bytesPerSecond * 8
  let unit = 0
  while (unit < UNITS.length - 1 && bits >= 1000 && (bits % 1000 === 0 || bits >= 1_000_000)) {
    bits /= 1000
    unit++
  }
  return `${Math.round(bits)}${UNITS[unit]}bit`
}

const has = (of: Printed, key: string): boolean => of[key] !== undefined
const word = (of: Printed, key: string, name = key): string =>
  has(of, key) ? `${name} ${String(of[key])}` : ''
const hex = (of: unknown): string => Number(of).toString(16)

const place = (of: Printed): string =>
  has(of, 'root') ? 'root' : has(of, 'ingress') ? 'ingress' : word(of, 'parent')

function curve(of: Printed, name: string): string {
  const { m1, d, m2 } = (of[name] ?? {}) as Record<string, number>
  if (m1 === undefined || m2 === undefined) return ''
  return `${name} m1 ${rateText(m1)} d ${d}us m2 ${rateText(m2)}`
}

export function classToText(of: Printed): string {
  const settings = [
    word(of, 'prio'),
    has(of, 'rate') ? `rate ${rateText(Number(of['rate']))}` : '',
    word(of, 'overhead'),
    has(of, 'ceil') ? `ceil ${rateText(Number(of['ceil']))}` : '',
    word(of, 'linklayer'),
    has(of, 'burst') ? `burst ${sizeText(Number(of['burst']))}` : '',
    has(of, 'cburst') ? `cburst ${sizeText(Number(of['cburst']))}` : '',
    has(of, 'quantum') ? `quantum ${sizeText(Number(of['quantum']))}` : '',
    word(of, 'weight'),
    word(of, 'maxpkt'),
    ...['sc', 'rt', 'ls', 'ul'].map((name) => curve(of, name))
  ]
  const leaf = has(of, 'leaf') ? `leaf ${hex(of['leaf'])}:` : ''
  return joined(['class', String(of['class']), String(of['handle']), place(of), leaf, ...settings])
}

export function qdiscToText(of: Printed): string {
  const options = of['options'] as Printed
  return joined([
    'qdisc',
    `${String(of['kind'])} ${String(of['handle'])}`,
    word(of, 'dev'),
    place(of),
    word(of, 'refcnt'),
    has(options, 'default') ? `default ${hex(options['default'])}` : '',
    has(options, 'bands') ? `bands ${String(options['bands'])}/${String(options['max_bands'])}` : ''
  ])
}

/** Without extended matches, old policers and actions, which stand behind. */
export function filterToText(of: Printed): string {
  const options = of['options'] as Printed
  return joined([
    'filter',
    place(of),
    word(of, 'protocol'),
    word(of, 'pref'),
    String(of['kind']),
    word(of, 'chain'),
    ...(FILTERS[String(of['kind'])]?.(options) ?? [])
  ])
}

const eight = (value: unknown): string => `0x${hex(value).padStart(8, '0')}`

const FILTERS: Readonly<Record<string, (of: Printed) => string[]>> = {
  basic: (of) => [`handle 0x${String(of['handle'])}`, word(of, 'flowid')],
  cgroup: (of) => [word(of, 'handle')],
  flow: (of) => [
    word(of, 'handle'),
    String(of['mode']),
    `keys ${String(of['keys'])}`,
    has(of, 'and') ? `and ${eight(of['and'])}` : '',
    has(of, 'xor') ? `xor ${eight(of['xor'])}` : '',
    has(of, 'or') ? `or ${eight(of['or'])}` : '',
    word(of, 'rshift'),
    word(of, 'addend'),
    word(of, 'divisor'),
    word(of, 'baseclass'),
    has(of, 'perturb') ? `perturb ${String(of['perturb'])}sec` : ''
  ],
  fw: (of) => {
    const { mark, mask } = of['fw'] as Record<string, string>
    return [`handle ${mark}${mask === '0xffffffff' ? '' : `/${mask}`}`, word(of, 'classid')]
  },
  route: (of) => [
    `fh ${eight(of['fh'])}`,
    word(of, 'order'),
    word(of, 'flowid'),
    word(of, 'to'),
    word(of, 'from'),
    word(of, 'fromif')
  ],
  u32: (of) => [
    word(of, 'fh'),
    word(of, 'order'),
    has(of, 'key_ht') ? `key ht ${String(of['key_ht'])} bkt ${String(of['bkt'])}` : '',
    has(of, 'link') ? word(of, 'link') : has(of, 'flowid') ? `*${word(of, 'flowid')}` : ''
  ]
}

/** Settings of an action behind `action order N: `. */
export function actionToText(of: Printed): string {
  const { type } = (of['control_action'] ?? {}) as Record<string, string>
  if (of['kind'] === 'simple') return joined([`Simple <${String(of['data'])}>`, held(of)])
  return joined([
    'skbmod',
    type ?? '',
    has(of, 'etype') ? `set etype ${String(of['etype'])}` : '',
    has(of, 'dmac') ? `set dmac ${String(of['dmac'])}` : '',
    has(of, 'smac') ? `set smac ${String(of['smac'])}` : '',
    has(of, 'swapmac') ? 'swap mac' : '',
    has(of, 'ecn') ? 'ecn' : '',
    held(of)
  ])
}

const held = (of: Printed): string => joined([word(of, 'index'), word(of, 'ref'), word(of, 'bind')])

export const joined = (parts: readonly string[]): string => spaced(parts.join(' '))
export const spaced = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
