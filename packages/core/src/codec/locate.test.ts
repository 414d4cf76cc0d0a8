import { describe, expect, test } from 'vitest'
import {
  bytesOf,
  inHostOrder,
  keyOf,
  locate,
  locateMissing,
  noPaths,
  Writer,
  type PathTable
} from './index.ts'

const vethPaths: PathTable = { ...noPaths, prefix: 'VETH_INFO', attributes: { peer: [1, () => linkPaths] } }
const infoPaths: PathTable = {
  ...noPaths,
  prefix: 'IFLA_INFO',
  attributes: {
    kind: 1,
    data: [2, { choice: 'Linkinfo.data', selector: 'kind', isText: true, cases: { veth: () => vethPaths } }]
  }
}
const vfPaths: PathTable = { ...noPaths, prefix: 'IFLA_VF', attributes: { mac: 1 } }
const listPaths: PathTable = { ...noPaths, attributes: { info: [1, { repeated: () => vfPaths }] } }
const linkPaths: PathTable = {
  prefix: 'IFLA',
  header: 16,
  members: { family: [0, 1], index: [4, 4] },
  attributes: {
    ifname: 3,
    mtu: 4,
    linkinfo: [18, () => infoPaths],
    vfinfoList: [22, () => listPaths],
    actions: [7, { entries: () => vfPaths }],
    multipath: [9, { locate: () => '[1].gateway' }]
  }
}

/** A link with everything in it, and where things are. */
function link(): { bytes: ReturnType<typeof bytesOf>; end: number; marks: Record<string, number> } {
  const w = new Writer()
  const marks: Record<string, number> = {}
  w.reserve(16)
  marks['mtu'] = w.length
  w.attributeU32(4, 1500)
  marks['linkinfo'] = w.length
  const info = w.beginAttribute(18)
  w.attributeString(1, 'veth')
  const data = w.beginAttribute(2)
  const peer = w.beginAttribute(1)
  w.reserve(16)
  marks['ifname'] = w.length
  w.attributeString(3, 'peer')
  w.endAttribute(peer)
  w.endAttribute(data)
  w.endAttribute(info)
  const list = w.beginAttribute(22)
  for (const name of ['first', 'second']) {
    marks[name] = w.length
    const vf = w.beginAttribute(1)
    marks[`${name} mac`] = w.length
    w.attributeU8(1, 1)
    w.endAttribute(vf)
  }
  w.endAttribute(list)
  const actions = w.beginAttribute(7)
  for (const number of [3, 1]) {
    const entry = w.beginAttribute(number)
    marks[`action ${number}`] = w.length
    w.attributeU8(1, 1)
    w.endAttribute(entry)
  }
  w.endAttribute(actions)
  const hops = w.beginAttribute(9)
  marks['hop'] = w.length
  w.reserve(8)
  w.endAttribute(hops)
  marks['unknown'] = w.length
  w.attributeU8(99, 1)
  return { bytes: bytesOf(w.toBytes()), end: w.length, marks }
}

describe('an offset in a message', () => {
  const { bytes, end, marks } = link()

  test.each([
    ['mtu', 'mtu'],
    ['linkinfo', 'linkinfo'],
    ['ifname', 'linkinfo.data.peer.ifname'],
    ['first', 'vfinfoList.info[0]'],
    ['second mac', 'vfinfoList.info[1].mac'],
    ['action 3', 'actions[0].mac'],
    ['action 1', 'actions[1].mac'],
    ['hop', 'multipath[1].gateway'],
    ['unknown', '99']
  ])('of %s is %s', (mark, path) => {
    expect(locate(linkPaths, bytes, 0, end, marks[mark] ?? -1)).toBe(path)
  })

  test('of a header member is its key', () => {
    expect(locate(linkPaths, bytes, 0, end, 0)).toBe('family')
    expect(locate(linkPaths, bytes, 0, end, 6)).toBe('index')
    expect(locate(linkPaths, bytes, 0, end, 12)).toBeUndefined()
  })

  test('inside a payload is the attribute', () => {
    expect(locate(linkPaths, bytes, 0, end, (marks['mtu'] ?? 0) + 5)).toBe('mtu')
  })

  test('outside is nothing', () => {
    expect(locate(linkPaths, bytes, 0, end, -1)).toBeUndefined()
    expect(locate(linkPaths, bytes, 0, end, end)).toBeUndefined()
  })
})

describe('a missing attribute', () => {
  const { bytes, end, marks } = link()

  test('is named in the message or in the nest it is missing in', () => {
    expect(locateMissing(linkPaths, bytes, 0, end, 3)).toBe('ifname')
    expect(locateMissing(linkPaths, bytes, 0, end, 2, marks['linkinfo'])).toBe('linkinfo.data')
    expect(locateMissing(linkPaths, bytes, 0, end, 1, marks['second'])).toBe('vfinfoList.info[1].mac')
    expect(locateMissing(linkPaths, bytes, 0, end, 77)).toBeUndefined()
    expect(locateMissing(linkPaths, bytes, 0, end, 1, marks['mtu'])).toBeUndefined()
  })

  test('has its key by number', () => {
    expect(keyOf(linkPaths, 18)).toBe('linkinfo')
    expect(keyOf(linkPaths, 1)).toBeUndefined()
  })
})

test('bytes that are no attributes are located without an end of their own', () => {
  const bytes = bytesOf(new Uint8Array(64).fill(0xff))
  expect(() => locate(linkPaths, bytes, 0, 64, 40)).not.toThrow()
  expect(locate(linkPaths, bytesOf(new Uint8Array(64)), 0, 64, 40)).toBe('0')
})

test('attributes in network order are turned round, where they are integers in host order', () => {
  const bytes = bytesOf(new Uint8Array(Buffer.from('08000440000005dc080005400a000001', 'hex')))
  const turned = inHostOrder(bytes, 0, 16, [4])
  expect(Buffer.from(turned.u8).toString('hex')).toBe('08000400dc050000080005000a000001')
  expect(Buffer.from(bytes.u8).toString('hex')).toBe('08000440000005dc080005400a000001')
})
