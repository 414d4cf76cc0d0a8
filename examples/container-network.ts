/**
 * Gives a network namespace a link to a bridge, addresses and a default route: all of it, or nothing. Needs root.
 * `node examples/container-network.ts blue br0 10.88.0.5/24 10.88.0.1`, with `ip netns add blue` before.
 */
import { NetlinkError } from '@nlkit/core'
import { Rtnl } from '@nlkit/rtnl'

const [namespace, bridge, address, gateway] = process.argv.slice(2)
if (namespace === undefined || bridge === undefined || address === undefined || gateway === undefined) {
  console.error('container-network NAMESPACE BRIDGE ADDRESS/PREFIX GATEWAY')
  process.exit(2)
}

/** What has been done, undone from its end when something fails. */
class Transaction {
  readonly #undo: (() => Promise<unknown>)[] = []

  async step(act: () => Promise<unknown>, undo: () => Promise<unknown>): Promise<void> {
    await act()
    this.#undo.push(undo)
  }

  async rollBack(): Promise<void> {
    for (const undo of this.#undo.splice(0).toReversed()) await undo()
  }
}

using host = Rtnl.open()
using inside = Rtnl.open({ netns: namespace })
const transaction = new Transaction()
const outer = `v${namespace}`.slice(0, 15)
try {
  try {
    await transaction.step(
      () => host.links.add({ ifname: bridge, up: true, linkinfo: { kind: 'bridge' } }),
      () => host.links.delete(bridge)
    )
  } catch (error) {
    // Other containers may be at it already.
    if (!NetlinkError.is(error) || error.code !== 'EEXIST') throw error
  }
  await transaction.step(
    () =>
      host.links.add({
        ifname: outer,
        master: bridge,
        linkinfo: { kind: 'veth', data: { peer: { ifname: 'eth0', netns: namespace } } }
      }),
    () => host.links.delete(outer)
  )
  await host.links.up(outer)
  await inside.links.up('lo')
  await inside.links.up('eth0')
  await inside.addresses.add({ dev: 'eth0', local: address })
  await inside.routes.add({ gateway })
  console.log(`${namespace}: eth0 ${address} by ${gateway}, ${outer} in ${bridge}`)
} catch (error) {
  await transaction.rollBack()
  console.error(`${namespace}: ${String(error)}`)
  process.exitCode = 1
}
