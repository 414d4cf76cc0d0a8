/** Run by a test as a process of its own that inherits descriptors of two XDP programs: LINK FD FD. Prints what happened. */
import { NetlinkError } from '@nlkit/core'
import { Rtnl } from '../rtnl.ts'
import type { Xdp } from './xdp.codec.ts'

const [, , link = '', ...descriptors] = process.argv
const [one = -1, two = -1] = descriptors.map(Number)
using rtnl = Rtnl.open()

const xdp = async (): Promise<Xdp> => (await rtnl.links.get(link)).xdp ?? {}
const refusal = async (promise: Promise<void>): Promise<string> => {
  try {
    await promise
    return 'none'
  } catch (error) {
    return NetlinkError.is(error) ? error.code : String(error)
  }
}

await rtnl.links.attachXdp(link, { fd: one, mode: 'skb' })
const first = await xdp()
const again = await refusal(rtnl.links.attachXdp(link, { fd: two, mode: 'skb', ifNoexist: true }))
const wrong = await refusal(rtnl.links.attachXdp(link, { fd: one, mode: 'skb', expectedFd: two }))
await rtnl.links.attachXdp(link, { fd: two, mode: 'skb', expectedFd: one })
const second = await xdp()
const wrongDetach = await refusal(rtnl.links.detachXdp(link, { mode: 'skb', expectedFd: one }))
await rtnl.links.detachXdp(link, { mode: 'skb', expectedFd: two })
const { attached: gone } = await xdp()
const bad = await refusal(rtnl.links.attachXdp(link, { fd: 9999, mode: 'skb' }))

process.stdout.write(
  JSON.stringify({
    attached: first.attached,
    hasProgram: (first.progId ?? 0) > 0,
    again,
    wrong,
    isReplaced: second.attached === 'skb' && second.progId !== first.progId,
    wrongDetach,
    gone,
    bad
  })
)
