/** What the kernel says beside a success. */
import { expect, it } from 'vitest'
import { ip, ipJson, kernelHas, requires, tc } from '../../../../test/support/kernel.ts'
import { LE, type Writer } from '../codec/index.ts'
import { Connection, NETLINK_ROUTE, NLM_F_CREATE, type ExtendedAck, type RequestSpec } from '../index.ts'

/** A class of so many bytes a second, whose quantum the kernel finds too large: struct tcmsg, TCA_KIND, TCA_HTB_PARMS. */
const body = {
  encode(writer: Writer, { index, minor }: { readonly index: number; readonly minor: number }): void {
    const header = writer.reserve(20)
    writer.view.setInt32(header + 4, index, LE)
    writer.view.setUint32(header + 8, 0x10000 | minor, LE)
    writer.view.setUint32(header + 12, 0x10000, LE)
    writer.attributeString(1, 'htb')
    const options = writer.beginAttribute(2 | 0x8000)
    const parameters = writer.beginAttribute(1)
    const at = writer.reserve(44)
    for (const rate of [at, at + 12]) {
      writer.view.setUint8(rate + 1, 1) // TC_LINKLAYER_ETHERNET
      writer.view.setUint32(rate + 8, 1_250_000_000, LE)
    }
    writer.view.setUint32(at + 24, 100_000, LE)
    writer.view.setUint32(at + 28, 100_000, LE)
    writer.endAttribute(parameters)
    writer.endAttribute(options)
  }
}
const add = (index: number, minor: number): RequestSpec<Parameters<typeof body.encode>[1]> => ({
  type: 40,
  name: 'RTM_NEWTCLASS',
  flags: NLM_F_CREATE,
  body,
  value: { index, minor }
})

const said = /quantum of class 1000\d is big/

it(
  'reaches the caller of a request, and stands in the result of a batch',
  requires(kernelHas('htb', ['tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'htb']), async (context) => {
    await ip('link', 'add', 'warn0', 'type', 'veth', 'peer', 'name', 'warn1')
    await tc('qdisc', 'add', 'dev', 'warn0', 'root', 'handle', '1:', 'htb')
    const index = Number((await ipJson('link', 'show', 'warn0'))[0]?.['ifindex'])
    using connection = Connection.open({ protocol: NETLINK_ROUTE })
    const warnings: ExtendedAck[] = []
    await connection.acknowledge(add(index, 1), { onWarning: (warning) => warnings.push(warning) })
    if (warnings.length === 0) context.skip('this kernel writes it to its log instead')
    expect(warnings).toEqual([{ message: expect.stringMatching(said) as string }])

    const results = await connection.batch([add(index, 2), add(index, 3)])
    expect(results).toEqual(
      [2, 3].map((minor) => ({
        status: 'done',
        objects: [],
        warning: { message: expect.stringContaining(`class 1000${minor} is big`) as string }
      }))
    )
    using last = Connection.open({ protocol: NETLINK_ROUTE, batchAck: 'last' })
    // Only the last one is acknowledged there: warnings of the others are not sent.
    expect((await last.batch([add(index, 4), add(index, 5)])).map((one) => 'warning' in one)).toEqual([
      false,
      true
    ])
  })
)
