/** Options that there are none of are refused by name, wherever options are taken. */
import { expect, test } from 'vitest'
import { Connection, NetlinkSocket, rawCodec, type RequestSpec } from '../index.ts'
import { ScriptedKernel } from '../testing/index.ts'
import { checkKeys } from './keys.ts'

const spec: RequestSpec<Uint8Array, Uint8Array> = {
  type: 16,
  name: 'TEST',
  body: rawCodec,
  value: new Uint8Array(0),
  reply: rawCodec
}
const groups = { groups: [1], decode: () => 1 }

function silent(): ScriptedKernel {
  return new ScriptedKernel((request) => expect.unreachable(`type ${request.type} was sent`))
}

/** What takes options, with what else it needs; each either throws or rejects. */
const taking: Readonly<
  Record<string, (options: never, connection: Connection, socket: NetlinkSocket) => unknown>
> = {
  'Connection.open()': (options: object) => Connection.open({ protocol: 0, ...options }),
  'request()': (options, connection) => connection.request(spec, options),
  'one()': (options, connection) => connection.one(spec, options),
  'acknowledge()': (options, connection) => connection.acknowledge(spec, options),
  'dump()': (options, connection) => connection.dump({ ...spec, reply: rawCodec }, options),
  'batch()': (options, connection) => connection.batch([spec], options),
  'batch() of nothing': (options, connection) => connection.batch([], options),
  'subscribe()': (options: object, connection) => connection.subscribe({ ...groups, ...options }),
  'a step of a subscription': async (options, connection) => {
    using events = connection.subscribe(groups)
    await events.next(options)
  },
  'NetlinkSocket.open()': (options: object) => NetlinkSocket.open({ protocol: 0, ...options }),
  'send()': (options, _, socket) => socket.send(new Uint8Array(16), options),
  'receive()': (options, _, socket) => socket.receive(options)
}

async function refusalOf(name: string, options: unknown): Promise<string> {
  const transport = silent()
  using connection = Connection.open({ protocol: 0, transport })
  using socket = NetlinkSocket.open({ protocol: 0, transport })
  try {
    await taking[name]?.(options as never, connection, socket)
  } catch (error) {
    return String(error)
  }
  return 'nothing'
}

test.each(Object.keys(taking))('%s', async (name) => {
  expect(await refusalOf(name, { timeuot: 5 })).toMatch(
    /^TypeError: options\.timeuot: unknown key, there are \w+, /
  )
  // What every object has is no option, either.
  expect(await refusalOf(name, { toString: 5 })).toMatch(/^TypeError: options\.toString: unknown key/)
})

test.each(Object.keys(taking).filter((name) => !/subscribe|open/.test(name)))(
  '%s takes objects',
  async (name) => {
    for (const options of [null, 5, 'signal', []])
      expect(await refusalOf(name, options)).toBe('TypeError: options: expected an object')
  }
)

test('options of one verb are none of another', async () => {
  expect(await refusalOf('one()', { retries: 3 })).toMatch(/^TypeError: options\.retries: /)
  expect(await refusalOf('dump()', { echo: true })).toMatch(/^TypeError: options\.echo: /)
  expect(await refusalOf('batch()', { onWarning: () => 1 })).toMatch(/^TypeError: options\.onWarning: /)
  expect(() => Connection.open({ protocol: 0, peer: { portId: 5, uid: [0] } as never })).toThrow(
    /^peer\.uid: unknown key/
  )
})

test('a key without a value was not passed, and inherited ones count', () => {
  const keys = { signal: true } as const
  expect(() => checkKeys({ singal: undefined }, keys)).not.toThrow()
  expect(() => checkKeys(Object.create({ signal: 1 }), keys)).not.toThrow()
  expect(() => checkKeys(Object.create({ singal: 1 }), keys, 'lookup')).toThrow(
    /^lookup\.singal: unknown key, there are signal$/
  )
})

test('options of dumps and batches have values that can be meant', async () => {
  for (const retries of [Number.NaN, -1, 1.5, '3', null])
    expect(await refusalOf('dump()', { retries })).toMatch(/^RangeError: retries: expected 0 or more/)
  expect(await refusalOf('dump()', { onInterrupted: 5 })).toMatch(/^TypeError: onInterrupted: expected/)
  for (const stopAtFirstError of [1, 'yes', null])
    expect(await refusalOf('batch()', { stopAtFirstError })).toMatch(/^TypeError: stopAtFirstError: expected/)
})
