/** The public surface, by name. Something new here is a minor version, something gone a major one. */
import { expect, it } from 'vitest'

const surface: Readonly<Record<string, string>> = {
  index: `
    AbortError ClosedError Connection DecodeError Dump DumpInterruptedError NETLINK_AUDIT
    NETLINK_CONNECTOR NETLINK_CRYPTO NETLINK_DNRTMSG NETLINK_ECRYPTFS NETLINK_FIB_LOOKUP
    NETLINK_FIREWALL NETLINK_GENERIC NETLINK_IP6_FW NETLINK_ISCSI NETLINK_KOBJECT_UEVENT
    NETLINK_NETFILTER NETLINK_NFLOG NETLINK_RDMA NETLINK_ROUTE NETLINK_SCSITRANSPORT NETLINK_SELINUX
    NETLINK_SMC NETLINK_SOCK_DIAG NETLINK_UNUSED NETLINK_USERSOCK NETLINK_XFRM NLMSGERR_ATTR_COOKIE
    NLMSGERR_ATTR_MISS_NEST NLMSGERR_ATTR_MISS_TYPE NLMSGERR_ATTR_MSG NLMSGERR_ATTR_OFFS
    NLMSGERR_ATTR_POLICY NLMSG_ALIGNTO NLMSG_DONE NLMSG_ERROR NLMSG_HDRLEN NLMSG_MIN_TYPE NLMSG_NOOP
    NLMSG_OVERRUN NLM_F_ACK NLM_F_ACK_TLVS NLM_F_APPEND NLM_F_ATOMIC NLM_F_BULK NLM_F_CAPPED
    NLM_F_CREATE NLM_F_DUMP NLM_F_DUMP_FILTERED NLM_F_DUMP_INTR NLM_F_ECHO NLM_F_EXCL NLM_F_MATCH
    NLM_F_MULTI NLM_F_NONREC NLM_F_REPLACE NLM_F_REQUEST NLM_F_ROOT NetlinkError NetlinkSocket NetworkNamespace
    OverrunError Subscription TimeoutError checkKeys controlMessageName errnoName errnoNumber messageFilter messageFlagNames
    protocolName rawCodec readAcknowledgement readAttributes readMessages readNumbered requestFlags showAs writeMessage
  `,
  codec: `
    DecodeError HIGH LE LOW NLA_F_NESTED NLA_F_NET_BYTEORDER Writer be64 be64OrUnlimited beId64 binary
    binaryOf bitfield32 bits bytesOf characters cut decodeExtended deeper elements encodeExtended
    entries entryNumbers extend extended failed far flagNames hardwareAddress hardwareAddressOf
    headerOnly hostView id64 inHostOrder ip ipOrLabels ipv4 ipv6 keyOf keyed labels locate locateMissing
    malformed nameOf names noPaths paddedHardwareAddress paddedIp parseHardwareAddress parseIpv4
    parseIpv6 pathTable s64 sbe64 selected short sint text u64 u64OrUnlimited uint unknown unknownAttributes
  `,
  schema: `
    array attributes be16 be32 binary bitfield32 bits characters choice constants converted counter
    custom embedded enumerated enumeration flag flagged flags hardwareAddress headed id indexed ip ipv4
    ipv6 keyOf keyed labels literalOf message multi nest network pad paddedIp padding quantity
    quantityOrUnlimited ranged s16 s32 s64 s8 sint sizeOf slots string struct typeNameOf u16 u32 u8 uint
    unterminated usual withoutPrefix
  `,
  testing: `
    ScriptedKernel ScriptedRequest ScriptedSocket message
  `,
  capture: `
    jsonLine packetDatagram pcapFormat pcapHeader pcapPacket readCapture readJsonLines readPcap record replay
  `
}

const sorted = (list: readonly string[]): string[] => list.toSorted((a, b) => (a < b ? -1 : 1))

it.each(Object.entries(surface))('%s exports these names, and no others', async (entry, names) => {
  const path = entry === 'index' ? './index.ts' : `./${entry}/index.ts`
  const module = (await import(path)) as object
  expect(sorted(Object.keys(module))).toEqual(sorted(names.trim().split(/\s+/)))
})
