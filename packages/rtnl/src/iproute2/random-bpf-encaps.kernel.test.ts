/** Random BPF programs on routes, made by this library and printed by it and by ip(8), which makes them of object files alone. */
import { NetlinkError } from '@nlkit/core'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  hostRoot,
  ip,
  ipBatch,
  ipJson,
  patience,
  requires,
  run,
  tool
} from '../../../../test/support/kernel.ts'
import {
  BPF_PROG_TYPE_LWT_IN,
  BPF_PROG_TYPE_LWT_OUT,
  BPF_PROG_TYPE_LWT_XMIT,
  loaderOf
} from '../bpf-loader.fixture.ts'
import { Rtnl } from '../rtnl.ts'
import { interfacesOf, routeToIproute2 } from './index.ts'
import { destination } from './random-bpf-encaps.fixture.ts'

const SEED = 20_261_128
const rtnl = Rtnl.open()
beforeAll(() => ipBatch(['link add e0 type veth peer name e1', 'link set e0 up', 'link set e1 up']))
afterAll(() => rtnl.close())

const name = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', '.', '_', ':', '[', ']'),
  minLength: 1,
  maxLength: 60
})
const scenario = fc
  .record(
    { in: name, out: name, xmit: name, headroom: fc.integer({ min: 0, max: 256 }) },
    { requiredKeys: [] }
  )
  // The kernel wants a program for something.
  .filter((one) => one.in !== undefined || one.out !== undefined || one.xmit !== undefined)

it(
  'random programs on routes are read alike',
  requires([tool('python3'), hostRoot], async ({ skip }) => {
    const refused: unknown = await rtnl.routes
      .add({ dst: destination(0), dev: 'e0', encapType: 'bpf', encap: { xmitHeadroom: 8 } })
      .catch((error: unknown) => error)
    if (NetlinkError.is(refused) && refused.code === 'EOPNOTSUPP')
      skip(`this kernel has none: ${refused.message}`)
    // What another try has left.
    await ip('route', 'flush', 'dev', 'e0')
    const wanted = fc.sample(scenario, { seed: SEED, numRuns: 20 })
    const python = (await run(['sh', '-c', 'command -v python3'])).trim()
    const script = new URL('./random-bpf-encaps.fixture.ts', import.meta.url).pathname
    const types = [BPF_PROG_TYPE_LWT_IN, BPF_PROG_TYPE_LWT_OUT, BPF_PROG_TYPE_LWT_XMIT]
    await run(
      [
        // Each becomes the next, which inherits its two programs.
        ...types.flatMap((type) => [python, '-c', loaderOf(type)]),
        process.execPath,
        '--conditions=nlkit-source',
        script,
        'e0',
        JSON.stringify(wanted)
      ],
      { timeout: 100_000 }
    )
    const interfaces = interfacesOf(await rtnl.links.list())
    const shown = await ipJson('-4', '-d', 'route', 'show', 'table', 'all', 'dev', 'e0')
    const read = await rtnl.routes.list({ family: 'inet', dev: 'e0' })
    // Asked for the routes of an interface, the tool does not say which.
    const ours = read.map((one) => ({ ...routeToIproute2(one, interfaces), dev: undefined }))
    expect(ours, `seed ${SEED}`).toEqual(shown)
    expect(shown).toHaveLength(wanted.length)
    for (const [at, { headroom: _, ...names }] of wanted.entries())
      expect(shown.find(({ dst }) => dst === destination(at))).toMatchObject({ encap: 'bpf', ...names })
  }),
  120_000 * patience
)
