/**
 * Waits until an interface has an address that can be used, and prints it. For start scripts that are quicker than DHCP
 * or duplicate address detection. `node examples/wait-for-address.ts eth0 [inet|inet6] [seconds]`
 */
import { Rtnl } from '@nlkit/rtnl'

const IFA_F_TENTATIVE = 0x40
const IFA_F_DADFAILED = 0x08

const [dev = 'eth0', family, seconds = '60'] = process.argv.slice(2)

using rtnl = Rtnl.open()
const signal = AbortSignal.timeout(Number(seconds) * 1000)
let index = 0

try {
  // The interface may come later than we do, and go and come back.
  for await (const change of rtnl.watch(['links', 'addresses'], { signal })) {
    if (change.type === 'link' && change.link.ifname === dev) {
      index = change.change === 'removed' ? 0 : change.link.index
    }
    if (change.type !== 'address' || change.change === 'removed' || change.address.index !== index) continue
    const { address } = change
    if (family !== undefined && address.family !== family) continue
    if ((address.flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) !== 0) continue
    console.log(address.local ?? address.address)
    break
  }
} catch (error) {
  if (!signal.aborted) throw error
  console.error(`${dev} has no address after ${seconds} s`)
  process.exitCode = 1
}
