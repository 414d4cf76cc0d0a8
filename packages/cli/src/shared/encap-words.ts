import { UsageError } from './errors.ts'
import { addressOf } from './addresses.ts'
import { readWords, type Words } from './words.ts'

/**
 * Reads what is behind `encap`: `mpls 100/200 [ttl N]`, `ip id N dst A src A …`, `ip6 …`,
 * `seg6 mode encap segs A,A`. It ends with the words.
 */
export function readEncap(words: Words): Record<string, unknown> {
  const type = words.take('encap')
  if (type === 'mpls') {
    const labels = words.take('labels').split('/').map(Number)
    const encap: Record<string, unknown> = { dst: labels }
    if (words.accept('ttl') !== undefined) encap['ttl'] = words.number('ttl', { max: 255 })
    return { encapType: 'mpls', encap }
  }
  if (type !== 'ip' && type !== 'ip6')
    throw new UsageError(`encap: '${type}' has no words here: --object takes every encapsulation`)
  const encap: Record<string, unknown> = {}
  const end = type === 'ip' ? 'ttl' : 'hoplimit'
  readWords(words, {
    id: () => (encap['id'] = words.take('id')),
    dst: () => (encap['dst'] = addressOf(words, 'dst').address),
    src: () => (encap['src'] = addressOf(words, 'src').address),
    [type === 'ip' ? 'tos' : 'tc']: () =>
      (encap[type === 'ip' ? 'tos' : 'tc'] = words.number('tos', { max: 255 })),
    [end]: () => (encap[end] = words.number(end, { max: 255 }))
  })
  return { encapType: type, encap }
}
