import { bytesOf, Writer } from '@nlkit/core/codec'
import { writeMessage, type MessageHeader } from '@nlkit/core'
import type { CapturedDatagram } from '@nlkit/core/capture'
import { encodeUdevMessage } from '@nlkit/uevent'
import { inetRequestCodec, mptcpSocketCodec } from '@nlkit/sockdiag'
import { messages } from '@nlkit/rtnl'
import { describe, expect, it } from 'vitest'
import { visible } from '../shared/safe-text.ts'
import { datagramOf, FRAMES, fromHex } from './capture.fixture.ts'
import type { DecodedMessage } from './decoded.ts'
import { Decoder } from './decoder.ts'
import { messageJson } from './json.ts'
import { messageText } from './text.ts'

const decode = (...datagrams: readonly CapturedDatagram[]): DecodedMessage[] => {
  const decoder = new Decoder()
  return datagrams.flatMap((datagram) => [...decoder.decode(datagram)])
}

const jsonOf = (...datagrams: readonly CapturedDatagram[]): Record<string, unknown>[] =>
  decode(...datagrams).map((message) => JSON.parse(messageJson(message)) as Record<string, unknown>)

const textOf = (...datagrams: readonly CapturedDatagram[]): string[] =>
  decode(...datagrams).map((message) => messageText(message))

function messageOf(header: Partial<MessageHeader>, body: (writer: Writer) => void): Uint8Array {
  const writer = new Writer()
  writeMessage(writer, { type: 16, flags: 0, sequence: 1, portId: 0, ...header }, body)
  return writer.toBytes()
}

const withPayload = (header: Partial<MessageHeader>, hex: string): Uint8Array =>
  messageOf(header, (writer) => writer.bytes(fromHex(hex)))

describe('NETLINK_ROUTE', () => {
  it('is told as typed objects, one for each message of a datagram', () => {
    expect(jsonOf(datagramOf(FRAMES.addresses))).toEqual([
      {
        time: '2023-11-14T22:13:20.123500Z',
        direction: 'received',
        protocol: 'NETLINK_ROUTE',
        type: 'RTM_NEWADDR',
        messageType: 20,
        flags: ['MULTI'],
        sequence: 4,
        portId: 0xa8888d33,
        length: 76,
        object: {
          family: 'inet',
          prefixlen: 8,
          flags: 128,
          scope: 'host',
          index: 1,
          address: '127.0.0.1',
          local: '127.0.0.1',
          label: 'lo',
          cacheinfo: { prefered: 4294967295, valid: 4294967295, cstamp: 19, tstamp: 19 }
        }
      },
      expect.objectContaining({ length: 80, object: expect.objectContaining({ address: '::1' }) as unknown })
    ])
  })

  it('is a line for people', () => {
    const [request, refusal] = textOf(datagramOf(FRAMES.getLink, 'sent'), datagramOf(FRAMES.noSuchLink))
    expect(request).toBe(
      "2023-11-14T22:13:20.123500Z sent NETLINK_ROUTE RTM_GETLINK REQUEST|ACK seq 3 port 0 52 bytes: { family: 'unspec', type: 'netrom', index: 0, flags: 0, change: 0, ifname: 'nonono', extMask: 1 }"
    )
    expect(refusal).toMatch(
      /received NETLINK_ROUTE NLMSG_ERROR CAPPED seq 3 port 29675 36 bytes: ENODEV of RTM_GETLINK$/
    )
    const end = textOf(datagramOf(FRAMES.getAddresses, 'sent'), datagramOf(FRAMES.done)).at(-1)
    expect(end).toMatch(/NLMSG_DONE MULTI seq 4 .*: end \(0\) of RTM_GETADDR$/)
  })

  it('has a refusal with the words of the kernel and the key that it means, where the request is there', () => {
    // The same refusal with an offset, that of IFLA_IFNAME, and words.
    const refusal = fromHex(
      '38000000 0200 0003 03000000 eb730000 edffffff 34000000120005000300000000000000 0c000100 6e6f206f6e652e00 08000200 20000000'
    )
    const [, told] = jsonOf(datagramOf(FRAMES.getLink, 'sent'), datagramOf(refusal))
    expect(told).toMatchObject({
      type: 'NLMSG_ERROR',
      flags: ['CAPPED', 'ACK_TLVS'],
      acknowledgement: {
        errno: -19,
        code: 'ENODEV',
        key: 'ifname',
        extack: { message: 'no one.', offset: 32 },
        request: { type: 'RTM_GETLINK', messageType: 18, flags: ['REQUEST', 'ACK'], sequence: 3, portId: 0 }
      }
    })
    expect(textOf(datagramOf(FRAMES.getLink, 'sent'), datagramOf(refusal)).at(-1)).toMatch(
      /: ENODEV of RTM_GETLINK: no one\. \(ifname\) \{ offset: 32 \}$/
    )
    const [alone] = jsonOf(datagramOf(refusal))
    expect(alone).toMatchObject({ acknowledgement: { request: { type: 'RTM_GETLINK' } } })
    expect(alone?.['acknowledgement']).not.toHaveProperty('key')
  })

  it('takes a request for all by the family alone, as old programs make it', () => {
    expect(jsonOf(datagramOf(withPayload({ type: 18, flags: 0x301 }, '11')))).toMatchObject([
      { type: 'RTM_GETLINK', object: { family: 'packet' } }
    ])
  })

  it('shows attributes that its schema does not know, and types that nobody knows', () => {
    const address = '02080080 01000000'
    expect(jsonOf(datagramOf(withPayload({ type: 20 }, `${address} 0600 7d00 0a0b 0000`)))).toMatchObject([
      { type: 'RTM_NEWADDR', object: { unknownAttributes: [{ type: 125, data: '0a0b' }] } }
    ])
    expect(jsonOf(datagramOf(withPayload({ type: 999 }, '0500010061000000')))).toMatchObject([
      { type: '999', messageType: 999, attributes: [{ type: 1, data: '61' }] }
    ])
  })

  it('tells what a codec refuses with its key and place, and shows it by numbers', () => {
    // An IFA_CACHEINFO of four bytes.
    const [refused] = decode(datagramOf(withPayload({ type: 20 }, '02080080 01000000 0800 0600 01000000')))
    expect(refused).toMatchObject({ name: 'RTM_NEWADDR', problem: { offset: 28 } })
    expect(refused?.problem?.reason).toMatch(/^cacheinfo: 4 bytes, needs 16/)
    expect(messageText(refused!)).toMatch(
      /header 0208008001000000 attributes \{ 6: 01000000 \} \(cacheinfo: /
    )
  })

  it('reads entries of multicast databases in requests, too', () => {
    const entry = `02000000 01000000 e1010203 ${'00'.repeat(12)} 0800 0000`
    const request = withPayload({ type: 84, flags: 0x605 }, `07000000 01000000 2000 0100 ${entry}`)
    expect(jsonOf(datagramOf(request, 'sent'))).toMatchObject([
      { type: 'RTM_NEWMDB', object: { ifindex: 1, entry: { ifindex: 2, addr: '225.1.2.3' } } }
    ])
  })

  it('knows each message type by its codec', () => {
    expect([...messages.values()].map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'RTM_NEWNEIGH',
        'RTM_NEWNEIGHTBL',
        'RTM_NEWVLAN',
        'RTM_NEWTUNNEL',
        'RTM_DELMULTICAST'
      ])
    )
  })
})

describe('NETLINK_SOCK_DIAG', () => {
  const netlinkSocket = fromHex(
    '5c00000014000200040000004855f2ee10020007000000000000000000000000040000002f100000' +
      '00000000280000000000000000400300000000000040030000000000000000000000000000000000' +
      '000000000800040000000000'
  )

  it('is read by the family, and answers by their request', () => {
    const [request, socket] = jsonOf(
      datagramOf(FRAMES.getNetlinkSockets, 'sent', 4),
      datagramOf(netlinkSocket, 'received', 4)
    )
    expect(request).toMatchObject({
      protocol: 'NETLINK_SOCK_DIAG',
      type: 'SOCK_DIAG_BY_FAMILY',
      flags: ['REQUEST', 'ACK', 'DUMP'],
      object: { family: 'netlink', protocol: 255 }
    })
    expect(socket).toMatchObject({ flags: ['MULTI'], object: { family: 'netlink', protocol: 0 } })
    expect(jsonOf(datagramOf(netlinkSocket, 'received', 4))[0]?.['object']).toEqual(socket?.['object'])
  })

  it('has sockets of MPTCP and of TCP told apart by what was asked', () => {
    const cookie = '0xffffffffffffffff'
    const ask = (protocol: number): Uint8Array =>
      messageOf({ type: 20, flags: 0x301, sequence: 9 }, (writer) =>
        inetRequestCodec.encode(writer, { family: 'inet', protocol, ext: 0, states: 0xfff, cookie })
      )
    const answer = messageOf({ type: 20, flags: 2, sequence: 9 }, (writer) =>
      mptcpSocketCodec.encode(writer, { family: 'inet', state: 'listen', info: { subflows: 3 } } as never)
    )
    const object = (protocol: number): unknown =>
      jsonOf(datagramOf(ask(protocol), 'sent', 4), datagramOf(answer, 'received', 4)).at(-1)?.['object']
    expect(object(262)).toMatchObject({ info: { subflows: 3 } })
    expect(object(6)).not.toMatchObject({ info: { subflows: 3 } })
  })
})

describe('other protocols', () => {
  it('has device events of the kernel and of udev', () => {
    const fields = { ACTION: 'add', DEVPATH: '/devices/virtual/net/d0', SUBSYSTEM: 'net', SEQNUM: '375' }
    expect(
      jsonOf(
        datagramOf(FRAMES.uevent, 'received', 15),
        datagramOf(encodeUdevMessage({ ...fields, TAGS: ':systemd:' }), 'received', 15)
      )
    ).toMatchObject([
      { protocol: 'NETLINK_KOBJECT_UEVENT', type: 'kernel', object: { action: 'add', seqnum: 374 } },
      { type: 'udev', object: { subsystem: 'net', seqnum: 375, tags: ['systemd'] } }
    ])
    expect(decode(datagramOf(Uint8Array.of(1, 2, 3), 'received', 15))).toMatchObject([
      { name: 'kernel', problem: { reason: expect.stringMatching(/^malformed: /) as string } }
    ])
  })

  it('has header and attributes by number where there is no package, text where it looks like one', () => {
    expect(textOf(datagramOf(FRAMES.generic, 'sent', 16))[0]).toMatch(
      /sent NETLINK_GENERIC type 16 REQUEST\|ACK seq 1 port 0 32 bytes: header 03010000 attributes \{ 2: 'nlctrl' \}$/
    )
    const nested = withPayload({}, '01020000 1000 0780 0800 0100 0a0b0c0d 0400 0280')
    expect(jsonOf(datagramOf(nested, 'received', 16))).toMatchObject([
      {
        header: '01020000',
        attributes: [
          {
            type: 7,
            attributes: [
              { type: 1, data: '0a0b0c0d' },
              { type: 2, attributes: [] }
            ]
          }
        ]
      }
    ])
    expect(jsonOf(datagramOf(withPayload({}, '0102030405'), 'unknown', 9))).toMatchObject([
      { data: '0102030405' }
    ])
  })
})

describe('what cannot be read', () => {
  it('is told behind the messages in front of it', () => {
    const two = Buffer.concat([FRAMES.done, FRAMES.done.subarray(0, 18)])
    expect(decode(datagramOf(two))).toMatchObject([
      { name: 'NLMSG_DONE' },
      { name: 'no message', problem: { offset: 20, reason: 'a message of 20 bytes where 18 are left' } }
    ])
    expect(decode(datagramOf(Buffer.concat([FRAMES.done, Buffer.alloc(3)])))).toMatchObject([
      { name: 'NLMSG_DONE' },
      { name: 'no message', problem: { offset: 20 } }
    ])
    expect(decode(datagramOf(withPayload({ type: 2 }, '0102')))).toMatchObject([{ data: fromHex('0102') }])
  })

  it('never throws, cut at every byte and with every byte another', () => {
    const PROTOCOLS = [0, 4, 15, 16]
    const types = [...messages.keys()].map((type) =>
      withPayload({ type }, '0000000000000000 08000100 01000000')
    )
    let count = 0
    for (const data of [...Object.values(FRAMES), ...types]) {
      for (let at = 0; at < data.length; at++) {
        const changed = data.slice()
        changed[at] = (changed[at] ?? 0) ^ 0xff
        const protocol = PROTOCOLS[at % 4]
        for (const message of decode(
          datagramOf(changed, 'sent', protocol),
          datagramOf(data.subarray(0, at), 'received', protocol)
        )) {
          count += Math.min(messageJson(message).length, messageText(message).length) > 40 ? 1 : 0
        }
      }
    }
    expect(count).toBeGreaterThan(5000)
  })

  it('remembers no more requests than it needs', () => {
    const decoder = new Decoder()
    const bytes = FRAMES.getLink.slice()
    const { view } = bytesOf(bytes)
    for (let sequence = 0; sequence < 1100; sequence++) {
      view.setUint32(8, sequence, true)
      expect([...decoder.decode(datagramOf(bytes, 'sent'))]).toHaveLength(1)
    }
    const refusal = FRAMES.noSuchLink.slice()
    const key = (sequence: number): string | undefined => {
      bytesOf(refusal).view.setUint32(8, sequence, true)
      bytesOf(refusal).view.setUint16(24, 999, true)
      return [...decoder.decode(datagramOf(refusal))][0]?.acknowledgement?.requestType
    }
    expect([key(1099), key(1)]).toEqual(['RTM_GETLINK', '999'])
  })
})

describe('a terminal', () => {
  it('gets no control character out of a message', () => {
    const nasty = '\u001b]0;owned\u0007\u009b31m\u202e'
    const name = Buffer.from(nasty)
    const length = 4 + name.length + 1
    const attribute = Buffer.alloc((length + 3) & ~3)
    attribute.writeUInt16LE(length, 0)
    attribute.writeUInt16LE(3, 2)
    attribute.set(name, 4)
    const link = withPayload({}, `${'00'.repeat(16)}${attribute.toString('hex')}`)
    const properties = `add@/devices/${nasty}\0ACTION=add\0DEVPATH=/devices/${nasty}\0SUBSYSTEM=net\0SEQNUM=1\0${nasty}=${nasty}\0`
    const event = datagramOf(new TextEncoder().encode(properties), 'received', 15)
    const printed = [datagramOf(link), event].flatMap((datagram) =>
      decode(datagram).flatMap((message) => [messageText(message), messageJson(message)])
    )
    expect(printed).toHaveLength(4)
    for (const line of printed) expect(visible(line)).toBe(line)
    const [, json = ''] = printed
    expect((JSON.parse(json) as { object: { ifname: string } }).object.ifname).toBe(nasty)
  })
})
