import { isIP } from 'node:net'
import type { MdbChange, MdbFlush, MdbLookup } from '@nlkit/rtnl'
import { UsageError } from '../shared/errors.ts'
import { protocolOf } from '../shared/routing-names.ts'
import { readWords, type Words } from '../shared/words.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

const VID = { min: 1, max: 4094 }
const VNI = { max: 0xffffff }
const PORT = { max: 0xffff }

function addressOf(words: Words, what: string): string {
  const address = words.take(what)
  if (isIP(address) === 0) throw new UsageError(`${what}: '${address}' is not an address`)
  return address
}

function sourcesOf(words: Words, what: string): string[] {
  const list = words.take(what).split(',')
  const wrong = list.find((address) => isIP(address) === 0)
  if (wrong !== undefined) throw new UsageError(`${what}: '${wrong}' is not an address`)
  return list
}

/** Reads the words of an entry. @throws UsageError */
export function readEntry(words: Words): MdbChange {
  const entry: Writable<Partial<MdbChange>> = {}
  readWords(words, {
    dev: () => (entry.dev = words.take('dev')),
    port: () => (entry.port = words.take('port')),
    grp: () => (entry.group = words.take('grp')),
    src: () => (entry.source = addressOf(words, 'src')),
    vid: () => (entry.vid = words.number('vid', VID)),
    permanent: () => (entry.state = 'permanent'),
    temp: () => (entry.state = 'temporary'),
    filter_mode: () =>
      (entry.groupMode = words.choice('filter_mode', { include: 'include', exclude: 'exclude' })),
    source_list: () => (entry.srcList = sourcesOf(words, 'source_list')),
    proto: () => (entry.rtprot = protocolOf(words)),
    dst: () => (entry.dst = addressOf(words, 'dst')),
    dst_port: () => (entry.dstPort = words.number('dst_port', PORT)),
    vni: () => (entry.vni = words.number('vni', VNI)),
    src_vni: () => (entry.srcVni = words.number('src_vni', VNI)),
    via: () => (entry.via = words.take('via'))
  })
  const { dev, port, group, ...rest } = entry
  if (dev === undefined || port === undefined || group === undefined)
    throw new UsageError("mdb: 'dev', 'port' and 'grp' are needed")
  return { ...rest, dev, port, group }
}

/** Reads the words behind `get`. */
export function readLookup(words: Words): Omit<MdbLookup, 'port'> {
  const lookup: Writable<Partial<MdbLookup>> = {}
  readWords(words, {
    dev: () => (lookup.dev = words.take('dev')),
    grp: () => (lookup.group = words.take('grp')),
    src: () => (lookup.source = addressOf(words, 'src')),
    vid: () => (lookup.vid = words.number('vid', VID)),
    src_vni: () => (lookup.srcVni = words.number('src_vni', VNI))
  })
  const { dev, group, ...rest } = lookup
  if (dev === undefined || group === undefined) throw new UsageError("get: 'dev' and 'grp' are needed")
  return { ...rest, dev, group }
}

/** Reads the words behind `list`. */
export function readFilter(words: Words): { readonly dev?: string; readonly vid?: number } {
  const filter: { dev?: string; vid?: number } = {}
  readWords(words, {
    dev: () => (filter.dev = words.take('dev')),
    vid: () => (filter.vid = words.number('vid', VID))
  })
  return filter
}

/** Reads the words behind `flush`. */
export function readFlush(words: Words): MdbFlush {
  const filter: Writable<Partial<MdbFlush>> = {}
  readWords(words, {
    dev: () => (filter.dev = words.take('dev')),
    port: () => (filter.port = words.take('port')),
    vid: () => (filter.vid = words.number('vid', VID)),
    permanent: () => (filter.state = 'permanent'),
    nopermanent: () => (filter.state = 'temporary'),
    proto: () => (filter.rtprot = protocolOf(words)),
    dst: () => (filter.dst = addressOf(words, 'dst')),
    dst_port: () => (filter.dstPort = words.number('dst_port', PORT)),
    vni: () => (filter.vni = words.number('vni', VNI)),
    src_vni: () => (filter.srcVni = words.number('src_vni', VNI))
  })
  const { dev, ...rest } = filter
  if (dev === undefined) throw new UsageError("flush: 'dev' is missing")
  return { ...rest, dev }
}
