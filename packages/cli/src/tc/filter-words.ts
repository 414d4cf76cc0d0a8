import { isIPv6 } from 'node:net'
import type { ActionChange } from '@nlkit/rtnl'
import { prefixOf } from '../shared/addresses.ts'
import { UsageError } from '../shared/errors.ts'
import { ipProtocolOf } from '../shared/routing-names.ts'
import { readWords, type Words } from '../shared/words.ts'
import { rateOf, sizeOf } from './units.ts'

type Settings = Record<string, unknown>

/** What is behind a kind of filter. */
export interface FilterSettings {
  readonly options: Settings | undefined
  readonly actions: readonly ActionChange[]
}

/** Reads the words behind a filter's kind, to their end. All that has no words comes by --object. */
export function readFilterOptions(kind: string, words: Words): FilterSettings {
  const into: Settings = {}
  const actions: ActionChange[] = []
  const common = {
    action: () => void actions.push(readAction(words)),
    classid: () => (into['classid'] = words.take('classid')),
    flowid: () => (into['classid'] = words.take('flowid')),
    skip_hw: () => (into['flags'] = 1),
    skip_sw: () => (into['flags'] = 2)
  }
  if (kind === 'matchall' || kind === 'basic' || kind === 'fw') {
    readWords(words, common, { repeated: ['action'] })
  } else if (kind === 'flower') {
    const ports = new Map<string, number>()
    readWords(
      words,
      {
        ...common,
        dst_ip: () => address(words, into, 'Dst'),
        src_ip: () => address(words, into, 'Src'),
        ip_proto: () => (into['keyIpProto'] = ipProtocolOf(words, 'ip_proto')),
        dst_port: () => void ports.set('Dst', words.number('dst_port', { max: 65535 })),
        src_port: () => void ports.set('Src', words.number('src_port', { max: 65535 })),
        dst_mac: () => (into['keyEthDst'] = words.take('dst_mac')),
        src_mac: () => (into['keyEthSrc'] = words.take('src_mac')),
        indev: () => (into['indev'] = words.take('indev')),
        vlan_id: () => (into['keyVlanId'] = words.number('vlan_id', { max: 4095 })),
        vlan_prio: () => (into['keyVlanPrio'] = words.number('vlan_prio', { max: 7 }))
      },
      { repeated: ['action'] }
    )
    const protocol = { tcp: 'Tcp', udp: 'Udp', sctp: 'Sctp' }[String(into['keyIpProto'])]
    if (ports.size > 0 && protocol === undefined)
      throw new UsageError('dst_port, src_port: go with ip_proto tcp, udp or sctp')
    for (const [side, port] of ports) into[`key${protocol}${side}`] = port
  } else {
    throw new UsageError(`'${kind}' has no words here: --object takes every kind of filter`)
  }
  return { options: Object.keys(into).length === 0 ? undefined : into, actions }
}

function address(words: Words, into: Settings, side: 'Dst' | 'Src'): void {
  const prefix = prefixOf(words, `${side.toLowerCase()}_ip`)
  const [net = '', length] = prefix.split('/')
  const family = isIPv6(net) ? 'Ipv6' : 'Ipv4'
  into[`key${family}${side}`] = net
  if (length !== undefined) into[`key${family}${side}Mask`] = maskOf(Number(length), family)
}

function maskOf(length: number, family: 'Ipv4' | 'Ipv6'): string {
  const size = family === 'Ipv4' ? 8 : 16
  const count = family === 'Ipv4' ? 4 : 8
  const parts = Array.from({ length: count }, (_, at) => {
    const bits = Math.max(0, Math.min(size, length - at * size))
    return 2 ** size - 2 ** (size - bits)
  })
  return family === 'Ipv4' ? parts.join('.') : parts.map((part) => part.toString(16)).join(':')
}

const VERDICTS = {
  drop: 'shot',
  shot: 'shot',
  pass: 'ok',
  ok: 'ok',
  pipe: 'pipe',
  continue: 'unspec',
  reclassify: 'reclassify',
  trap: 'trap'
} as const

/** Reads what is behind `action`: `drop`, `pass`, `mirred egress redirect dev X`, `police rate R burst B`. */
export function readAction(words: Words): ActionChange {
  const word = words.take('action')
  if (Object.hasOwn(VERDICTS, word))
    return { kind: 'gact', options: { parms: { action: VERDICTS[word as keyof typeof VERDICTS] } } }
  if (word === 'mirred') {
    const side = words.choice('mirred', { egress: 'egress', ingress: 'ingress' } as const)
    const what = words.choice(side, { redirect: 'redir', mirror: 'mirror' } as const)
    words.choice(what, { dev: 'dev' })
    return { kind: 'mirred', options: { eaction: `${side}-${what}` as const, dev: words.take('dev') } }
  }
  if (word === 'police') {
    let rate: ReturnType<typeof rateOf> | undefined
    let burst: number | undefined
    for (let next = words.accept('rate', 'burst'); next !== undefined; next = words.accept('rate', 'burst')) {
      if (next === 'rate') rate = rateOf(words, 'rate')
      else burst = sizeOf(words, 'burst')
    }
    if (rate === undefined || burst === undefined) throw new UsageError('police: needs rate and burst')
    const exceed = words.accept(...Object.keys(VERDICTS)) ?? 'reclassify'
    return { kind: 'police', options: { rate, burst, exceed: VERDICTS[exceed as keyof typeof VERDICTS] } }
  }
  throw new UsageError(`action: '${word}' has no words here: --object takes every action`)
}
