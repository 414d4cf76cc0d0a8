/**
 * Run by a test as a process of its own that inherits descriptors of programs for routes, two for each of the three places:
 * LINK SCENARIOS FD FD FD FD FD FD. Adds a route for each scenario, with the programs that it names.
 */
import type { BpfEncapInput } from '../route/encap/bpf.codec.ts'
import { Rtnl } from '../rtnl.ts'

/** The names of programs by place; a place may be left out. */
export interface BpfScenario {
  readonly in?: string
  readonly out?: string
  readonly xmit?: string
  readonly headroom?: number
}

/** Where the routes go to. */
export const destination = (at: number): string => `10.${at + 1}.0.0/16`

/** The test imports what is above. */
if (process.argv[2] !== undefined && process.argv[1] === new URL(import.meta.url).pathname) {
  const [, , dev, text = '[]', ...descriptors] = process.argv
  const fds = descriptors.map(Number)
  using rtnl = Rtnl.open()
  for (const [at, scenario] of (JSON.parse(text) as BpfScenario[]).entries()) {
    const encap: BpfEncapInput = { xmitHeadroom: scenario.headroom }
    for (const [place, key] of (['in', 'out', 'xmit'] as const).entries()) {
      const name = scenario[key]
      if (name !== undefined) encap[key] = { fd: fds[2 * place + (at % 2)], name }
    }
    await rtnl.routes.add({ dst: destination(at), dev, encapType: 'bpf', encap })
  }
}
