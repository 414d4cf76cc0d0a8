/** Run by a test as a process of its own that inherits descriptors of two programs for routes: LINK FD FD. Prints what is there. */
import { Rtnl } from '../../rtnl.ts'

const [, , dev = '', ...descriptors] = process.argv
const [one = -1, two = -1] = descriptors.map(Number)
using rtnl = Rtnl.open()

const route = { dst: '10.3.0.0/16', dev, encapType: 'bpf' as const }
const found = async (): Promise<unknown> =>
  (await rtnl.routes.list({ family: 'inet', dev })).find(({ dst }) => dst === '10.3.0.0')?.encap

await rtnl.routes.add({ ...route, encap: { xmit: { fd: one, name: 'one.o' }, xmitHeadroom: 32 } })
const added = await found()
await rtnl.routes.replace({ ...route, encap: { xmit: { fd: two, name: 'two.o' } } })
process.stdout.write(JSON.stringify([added, await found()]))
