/**
 * Tells what routers advertise on an interface: prefixes, and name servers with how long they may be used.
 *
 *     node --conditions=nlkit-source examples/advertisements.ts eth0
 */
import { Rtnl } from '@nlkit/rtnl'

const [dev] = process.argv.slice(2)
if (dev === undefined) {
  console.error('usage: advertisements.ts <interface>')
  process.exit(2)
}

using rtnl = Rtnl.open()
const { index } = await rtnl.links.get(dev)
await using events = rtnl.subscribe(['ipv6-prefix', 'nd-useropt'])
console.log(`listening on ${dev}`)

for await (const event of events) {
  if (event.type === 'newprefix' && event.prefix.ifindex === index) {
    const { address, len, cacheinfo } = event.prefix
    console.log(`prefix ${address}/${len} valid for ${cacheinfo?.validTime} s`)
  }
  if (event.type === 'newnduseropt' && event.ndUserOption.ifindex === index) {
    for (const option of event.ndUserOption.options) {
      // Since Linux 6.3 the prefixes come here, too.
      if (option.type === 'rdnss')
        console.log(
          `name servers ${option.addresses.join(' ')} by ${event.ndUserOption.srcaddr} for ${option.lifetime} s`
        )
    }
  }
}
