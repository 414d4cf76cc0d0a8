/** Run by a test as a process of its own that inherits descriptors of two programs for traffic control: LINK FD FD. Prints what is there. */
import { Rtnl } from '../rtnl.ts'
import { TCA_BPF_FLAG_ACT_DIRECT } from './numbers.ts'

const [, , dev = '', ...descriptors] = process.argv
const [one = -1, two = -1] = descriptors.map(Number)
using rtnl = Rtnl.open()

await rtnl.tc.qdiscs.add({ dev, kind: 'clsact' })
const told: unknown[] = []
for (const [parent, fd] of [
  ['ingress', one],
  ['egress', two]
] as const) {
  const options = { fd, name: `${parent}.o`, flags: TCA_BPF_FLAG_ACT_DIRECT }
  const { handle, info } = await rtnl.tc.filters.add({ dev, parent, kind: 'bpf', protocol: 'all', options })
  const [found] = await rtnl.tc.filters.list({ dev, parent })
  if (found?.kind === 'bpf' && !(found.options instanceof Uint8Array)) {
    const { name, id, tag, flags } = found.options ?? {}
    told.push({ parent, name, id: (id ?? 0) > 0, tag: tag?.length, flags, handle })
  }
  await rtnl.tc.filters.delete({ dev, parent, kind: 'bpf', handle, ...info })
  told.push((await rtnl.tc.filters.list({ dev, parent })).length)
}
process.stdout.write(JSON.stringify(told))
