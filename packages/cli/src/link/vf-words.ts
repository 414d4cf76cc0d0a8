import type { Rtnl, VfChange } from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import type { Words } from '../shared/words.ts'
import { hardwareOf } from './kinds/settings.ts'

/** What the words of a virtual function say. */
export interface VfWords {
  readonly vf: number
  readonly change: VfChange
}

type Change = { -readonly [K in keyof VfChange]: VfChange[K] }

/** What each word sets. */
const VF_WORDS: Readonly<Record<string, (change: Change, words: Words, word: string) => void>> = {
  mac: (change, words, word) => (change.mac = hardwareOf(words, word)),
  vlan: (change, words, word) => (change.vlan = { vlan: words.number(word, { max: 4095 }) }),
  qos: (change, words, word) =>
    (change.vlan = { ...vlanOf(change, word), qos: words.number(word, { max: 7 }) }),
  proto: (change, words, word) =>
    (change.vlan = {
      ...vlanOf(change, word),
      vlanProto: words.choice(word, { '802.1Q': 0x8100, '802.1q': 0x8100, '802.1ad': 0x88a8 })
    }),
  rate: (change, words, word) => (change.txRate = words.number(word)),
  max_tx_rate: (change, words, word) => (change.maxTxRate = words.number(word)),
  min_tx_rate: (change, words, word) => (change.minTxRate = words.number(word)),
  spoofchk: (change, words, word) => (change.spoofchk = words.onOff(word)),
  query_rss: (change, words, word) => (change.rssQueryEn = words.onOff(word)),
  state: (change, words, word) =>
    (change.linkState = words.choice(word, { auto: 'auto', enable: 'enable', disable: 'disable' })),
  trust: (change, words, word) => (change.trust = words.onOff(word)),
  node_guid: (change, words, word) => (change.ibNodeGuid = guidOf(words, word)),
  port_guid: (change, words, word) => (change.ibPortGuid = guidOf(words, word))
}

function vlanOf(change: Change, word: string): NonNullable<VfChange['vlan']> {
  if (change.vlan === undefined) throw new UsageError(`${word}: 'vlan' must come before it`)
  return change.vlan
}

/** `00:11:22:33:44:55:66:77` */
function guidOf(words: Words, word: string): `0x${string}` {
  const text = words.take(word)
  if (!/^([\da-f]{2}:){7}[\da-f]{2}$/i.test(text)) throw new UsageError(`${word}: '${text}' is not a GUID`)
  return `0x${text.replaceAll(':', '')}`
}

/** Reads what is behind `vf`, to the next word that is not a virtual function's. */
export function readVf(words: Words): VfWords {
  const vf = words.number('vf', { max: 0x7fffffff })
  const change: Change = {}
  const known = Object.keys(VF_WORDS)
  for (let word = words.accept(...known); word !== undefined; word = words.accept(...known))
    VF_WORDS[word]?.(change, words, word)
  if (Object.keys(change).length === 0) throw new UsageError(`vf: expected one of ${known.join(', ')}`)
  return { vf, change }
}

/** Changes a virtual function. The kernel sets both rates at once: of the one that is not said it keeps what is there. */
export async function changeVf(rtnl: Rtnl, device: string, { vf, change }: VfWords): Promise<void> {
  const { minTxRate, maxTxRate } = change
  if ((minTxRate === undefined) === (maxTxRate === undefined)) return rtnl.links.setVf(device, vf, change)
  const { vfinfoList } = await rtnl.links.get(device)
  const rate = vfinfoList?.info?.find((info) => info.mac?.vf === vf)?.rate
  await rtnl.links.setVf(device, vf, {
    ...change,
    minTxRate: minTxRate ?? rate?.minTxRate ?? 0,
    maxTxRate: maxTxRate ?? rate?.maxTxRate ?? 0
  })
}
