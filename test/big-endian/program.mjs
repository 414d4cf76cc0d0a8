/**
 * What differs where host order is network order: codecs, the addon's records, a kernel's answers. Plain JavaScript on the built packages, for the
 * oldest of Nodes: `npm run test:vm -- --kernel s390x` runs it as root on a Linux of that machine.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { endianness } from 'node:os'
import test from 'node:test'

const require = createRequire(import.meta.url)
// The only Node for this machine that a registry has is 20.11, which knows neither of getBuiltinModule() nor of require() of modules.
const isOld = process.getBuiltinModule === undefined
if (isOld) process.getBuiltinModule = require
const native = await import('@nlkit/native')
if (isOld) {
  process.getBuiltinModule = (name) =>
    name === 'node:module' ? { createRequire: () => () => native } : require(name)
}

const core = await import('@nlkit/core')
const { bytesOf, DecodeError, LE, Writer } = await import('@nlkit/core/codec')
const rtnlPackage = await import('@nlkit/rtnl')
const sockdiagPackage = await import('@nlkit/sockdiag')
const { Uevent } = await import('@nlkit/uevent')
const { Rtnl } = rtnlPackage

const ip = (...args) => execFileSync('ip', args, { encoding: 'utf8' })
const ipJson = (...args) => JSON.parse(ip('-j', '-d', ...args))
const rtnl = Rtnl.open()

const codecs = Object.entries({ ...rtnlPackage, ...sockdiagPackage }).filter(
  ([name, value]) => name.endsWith('Codec') && typeof value?.decode === 'function'
)

/** Bodies of what the kernel answers to a dump. */
async function bodies(type, header) {
  const connection = core.Connection.open({ protocol: core.NETLINK_ROUTE })
  try {
    const body = Uint8Array.from(header)
    return await connection
      .dump({ type, name: String(type), body: core.rawCodec, value: body, reply: core.rawCodec })
      .toArray()
  } finally {
    connection.close()
  }
}

test('this machine is big-endian, and the packages know', () => {
  assert.equal(endianness(), 'BE')
  assert.equal(LE, false)
})

test('links made by ip are read as ip reads them', async () => {
  ip('link', 'add', 'd0', 'mtu', '1400', 'address', '02:00:00:00:00:01', 'type', 'dummy')
  ip('link', 'add', 'link', 'd0', 'name', 'v100', 'type', 'vlan', 'id', '100')
  ip('link', 'add', 'vx0', 'type', 'vxlan', 'id', '4660', 'dstport', '4789', 'local', '127.0.0.1')
  ip('link', 'add', 'br0', 'type', 'bridge', 'ageing_time', '2000', 'priority', '4096')
  for (const name of ['d0', 'v100', 'vx0', 'br0']) ip('link', 'set', name, 'up')
  const expected = ipJson('link', 'show').map(({ ifindex, ifname, mtu, address, linkinfo }) => ({
    index: ifindex,
    ifname,
    mtu,
    address,
    kind: linkinfo?.info_kind
  }))
  const links = await rtnl.links.list()
  assert.deepEqual(
    links.map(({ index, ifname, mtu, address, linkinfo }) => ({
      index,
      ifname,
      mtu,
      address,
      kind: linkinfo?.kind
    })),
    expected
  )
  const data = Object.fromEntries(links.map(({ ifname, linkinfo }) => [ifname, linkinfo?.data]))
  assert.equal(data.v100.id, 100)
  assert.equal(data.vx0.id, 4660)
  assert.equal(data.vx0.port, 4789)
  assert.equal(data.br0.priority, 4096)
})

test('what is written is what ip then reads', async () => {
  await rtnl.links.add({
    ifname: 'w0',
    mtu: 1300,
    up: true,
    linkinfo: { kind: 'vxlan', data: { id: 22136, port: 8472, local: '127.0.0.1' } }
  })
  await rtnl.links.add({ ifname: 'w1', link: 'd0', linkinfo: { kind: 'vlan', data: { id: 291 } } })
  const [vxlan] = ipJson('link', 'show', 'w0')
  assert.deepEqual(
    [vxlan.mtu, vxlan.linkinfo.info_data.id, vxlan.linkinfo.info_data.port],
    [1300, 22136, 8472]
  )
  assert.equal(ipJson('link', 'show', 'w1')[0].linkinfo.info_data.id, 291)
  await rtnl.addresses.add({ dev: 'd0', local: '10.1.2.3/24' })
  await rtnl.addresses.add({ dev: 'd0', local: '2001:db8::1/64' })
  const [{ addr_info: addresses }] = ipJson('address', 'show', 'dev', 'd0')
  for (const local of ['10.1.2.3', '2001:db8::1']) assert.ok(addresses.some((one) => one.local === local))
  const listed = (await rtnl.addresses.list({ dev: 'd0' })).map(
    (one) => `${one.local ?? one.address}/${one.prefixlen}`
  )
  assert.deepEqual(listed.toSorted(), addresses.map((one) => `${one.local}/${one.prefixlen}`).toSorted())
})

test('routes, with their metrics and next hops, both ways', async () => {
  await rtnl.routes.add({ dst: '10.9.0.0/16', gateway: '10.1.2.254', priority: 258, table: 4660 })
  const [route] = ipJson('route', 'show', 'table', '4660')
  assert.deepEqual([route.dst, route.gateway, route.metric], ['10.9.0.0/16', '10.1.2.254', 258])
  ip(
    'route',
    'add',
    '10.8.0.0/16',
    'table',
    '77',
    'nexthop',
    'via',
    '10.1.2.4',
    'weight',
    '3',
    'nexthop',
    'via',
    '10.1.2.5'
  )
  const [multi] = await rtnl.routes.list({ family: 'inet', table: 77 })
  assert.deepEqual(
    multi.multipath.map(({ gateway, weight, hops }) => [gateway, weight ?? hops]).map(([gateway]) => gateway),
    ['10.1.2.4', '10.1.2.5']
  )
  assert.equal((await rtnl.routes.get('10.1.2.9')).prefsrc, '10.1.2.3')
})

test('rules and neighbours, both ways', async () => {
  await rtnl.rules.add({ priority: 1234, fwmark: 0x12345678, table: 99, family: 'inet' })
  const rule = ipJson('rule', 'show').find(({ priority }) => priority === 1234)
  assert.deepEqual([rule.fwmark, String(rule.table)], ['0x12345678', '99'])
  await rtnl.neighbours.add({
    dev: 'd0',
    dst: '10.1.2.77',
    lladdr: '02:00:00:00:00:77',
    state: rtnlPackage.NUD_PERMANENT
  })
  const [neighbour] = ipJson('neighbour', 'show', '10.1.2.77')
  assert.equal(neighbour.lladdr, '02:00:00:00:00:77')
})

test('qdiscs are read', async () => {
  await rtnl.tc.qdiscs.add({
    dev: 'd0',
    parent: 'root',
    handle: '12:',
    kind: 'pfifo',
    options: { limit: 4321 }
  })
  const qdiscs = (await rtnl.tc.qdiscs.list({ dev: 'd0' })).filter(({ kind }) => kind === 'pfifo')
  assert.equal(qdiscs.length, 1)
  assert.equal(
    JSON.parse(execFileSync('tc', ['-j', 'qdisc', 'show', 'dev', 'd0'], { encoding: 'utf8' }))[0].options
      .limit,
    4321
  )
})

test('events and a batch', async () => {
  const events = rtnl.subscribe(['link', 'ipv4-ifaddr'])
  const results = await rtnl.batch((batch) => {
    for (let i = 0; i < 40; i++) batch.routes.replace({ dst: `172.16.${i}.0/24`, dev: 'd0', table: 200 })
    batch.routes.replace({ dst: '172.17.0.0/16', gateway: '203.0.113.1', table: 200 })
  })
  assert.deepEqual(
    results.map(({ error }) => error?.code),
    [...Array.from({ length: 40 }), 'ENETUNREACH']
  )
  ip('link', 'set', 'd0', 'mtu', '1401')
  for await (const event of events) {
    if (event.type !== 'newlink' || event.link.mtu !== 1401) continue
    assert.equal(event.link.ifname, 'd0')
    break
  }
})

test('a TCP socket is found by sock_diag, a kobject event is heard', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const diag = sockdiagPackage.SockDiag.open()
  const found = (await diag.tcp.list({ states: ['listen'] })).find(
    ({ sport }) => sport === server.address().port
  )
  assert.deepEqual([found?.src, found?.uid], ['127.0.0.1', 0])
  diag.close()
  server.close()
  const uevent = Uevent.open()
  const events = uevent.subscribe({ filter: { subsystem: 'net' } })
  ip('link', 'add', 'd1', 'type', 'dummy')
  for await (const event of events) {
    if (event.type !== 'add') continue
    assert.equal(event.properties.INTERFACE, 'd1')
    break
  }
  uevent.close()
})

const dumps = [
  ['linkCodec', 18, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['addressCodec', 22, [0, 0, 0, 0, 0, 0, 0, 0]],
  ['routeCodec', 26, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['ruleCodec', 34, [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['neighbourCodec', 30, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['neighbourTableCodec', 66, [0, 0, 0, 0]],
  ['netconfCodec', 82, [0, 0, 0, 0]]
]

test('what the kernel sent is the same after decode, encode and decode', async () => {
  for (const [name, type, header] of dumps) {
    const codec = rtnlPackage[name]
    const all = await bodies(type, header)
    assert.ok(all.length > 0, name)
    for (const body of all) {
      const value = codec.decode(bytesOf(body), 0, body.length)
      const writer = new Writer()
      codec.encode(writer, value)
      const again = writer.toBytes()
      assert.deepEqual(codec.decode(bytesOf(again), 0, again.length), value)
    }
  }
})

test('every codec decodes or throws DecodeError, whatever it gets', async () => {
  const seeds = []
  for (const [, type, header] of dumps) seeds.push(...(await bodies(type, header)))
  let state = 2463534242
  const random = (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
  let decoded = 0
  for (const [name, codec] of codecs) {
    for (let i = 0; i < 60; i++) {
      const bytes = seeds[random(seeds.length)].slice()
      for (let changes = random(6); changes > 0; changes--)
        bytes[random(bytes.length)] = random(3) === 0 ? random(256) : random(8)
      try {
        codec.decode(bytesOf(bytes), 0, bytes.length - random(2) * random(bytes.length))
        decoded += 1
      } catch (error) {
        assert.ok(DecodeError.is(error), `${name}: ${error.stack} of ${Buffer.from(bytes).toString('hex')}`)
      }
    }
  }
  assert.ok(decoded > codecs.length)
})

test('a loss is told', async () => {
  const connection = core.Connection.open({ protocol: core.NETLINK_ROUTE })
  const events = connection.subscribe({ groups: [1], receiveBuffer: 2304, limit: 1, decode: () => 1 })
  for (let i = 0; i < 30; i++) ip('link', 'set', 'd0', 'mtu', String(1402 + i))
  let told = 0
  for await (const event of events) {
    if (event.type !== 'overrun') continue
    told = event.dropped
    break
  }
  assert.ok(told > 0)
  connection.close()
})

test('the end', () => rtnl.close())
