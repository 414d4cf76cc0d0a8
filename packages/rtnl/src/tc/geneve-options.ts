/**
 * Geneve options in tunnel metadata. A request has a nest for each; the kernel answers with all of them in one nest, one behind the other
 * (fl_dump_key_geneve_opt(), tunnel_key_geneve_opts_dump()), where a class begins the next one.
 */
import { LE, malformed, type Bytes } from '@nlkit/core/codec'

const NLA_TYPE_MASK = 0x3fff
const GENEVE = 1
const CLASS = 1

/** The options of all nests of type GENEVE from `at` to `end`. */
export function geneveOptions<Option>(
  bytes: Bytes,
  at: number,
  end: number,
  decode: (bytes: Bytes, at: number, end: number) => Option
): Option[] {
  const options: Option[] = []
  walk(bytes, at, end, (type, from, to) => {
    if (type !== GENEVE) return
    let start = from
    walk(bytes, from, to, (inner, payload) => {
      const begin = payload - 4
      if (inner !== CLASS || begin === start) return
      options.push(decode(bytes, start, begin))
      start = begin
    })
    options.push(decode(bytes, start, to))
  })
  return options
}

function walk(
  { view }: Bytes,
  at: number,
  end: number,
  visit: (type: number, from: number, to: number) => void
): void {
  for (let next = at; end - next >= 4;) {
    const size = view.getUint16(next, LE)
    if (size < 4 || size > end - next) malformed(next, size, end)
    visit(view.getUint16(next + 2, LE) & NLA_TYPE_MASK, next + 4, next + size)
    next += (size + 3) & ~3
  }
}
