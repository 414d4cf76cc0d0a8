import { builtin } from '../system.ts'

/** Reads the number of a C literal: decimal, `0x` hexadecimal, or octal with a leading 0, as strtoul(s, , 0). */
export function parseNumber(text: string, max: number): number | undefined {
  const value = /^0x[0-9a-f]+$/i.test(text)
    ? Number.parseInt(text, 16)
    : /^0[0-7]+$/.test(text)
      ? Number.parseInt(text, 8)
      : /^(?:0|[1-9]\d*)$/.test(text)
        ? Number.parseInt(text, 10)
        : undefined
  return value === undefined || value > max ? undefined : value
}

/** A transport whose services are looked up. */
export type ServiceProtocol = 'tcp' | 'udp' | 'sctp' | 'dccp'

/** Ports of the services named in a file of services(5), by transport, names and aliases. */
export type Services = ReadonlyMap<string, ReadonlyMap<ServiceProtocol, number>>

const PROTOCOLS: readonly string[] = ['tcp', 'udp', 'sctp', 'dccp'] satisfies ServiceProtocol[]
const isServiceProtocol = (text: string): text is ServiceProtocol => PROTOCOLS.includes(text)

/** Reads the text of services(5). Of two lines that name the same service, the first counts, as getservbyname() has it. */
export function parseServices(text: string): Services {
  const services = new Map<string, Map<ServiceProtocol, number>>()
  for (const line of text.split('\n')) {
    const [name, place, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/)
    const [port, protocol] = place?.split('/') ?? []
    if (!name || protocol === undefined || !isServiceProtocol(protocol)) continue
    const number = parseNumber(port ?? '', 0xffff)
    if (number === undefined) continue
    for (const known of [name, ...aliases]) {
      const ports = services.get(known) ?? new Map<ServiceProtocol, number>()
      if (!ports.has(protocol)) ports.set(protocol, number)
      services.set(known, ports)
    }
  }
  return services
}

// For systems without /etc/services (small containers): names that people type into socket filters.
const WELL_KNOWN = `ftp 21/tcp\nssh 22/tcp\ntelnet 23/tcp\nsmtp 25/tcp\ndomain 53/tcp\ndomain 53/udp\nhttp 80/tcp
ntp 123/udp\nimap2 143/tcp imap\nsnmp 161/udp\nbgp 179/tcp\nldap 389/tcp\nhttps 443/tcp\nhttps 443/udp\nsyslog 514/udp
ldaps 636/tcp\nimaps 993/tcp\npop3s 995/tcp\nmysql 3306/tcp\npostgresql 5432/tcp`

let cached: Services | undefined

/** The services of this host: /etc/services, read once; a short built-in list where there is none. */
export function hostServices(): Services {
  if (cached === undefined) {
    let text = WELL_KNOWN
    try {
      text = builtin('node:fs').readFileSync('/etc/services', 'utf8')
    } catch {
      // Not there or not for us: the built-in list serves.
    }
    cached = parseServices(text)
  }
  return cached
}

/** Netlink protocols by number: the names of iproute2's nl_protos, then the kernel's own where they differ. */
export const NETLINK_PROTOCOLS: Readonly<Record<string, number>> = {
  rtnl: 0,
  route: 0,
  usersock: 2,
  fw: 3,
  firewall: 3,
  tcpdiag: 4,
  sock_diag: 4,
  nflog: 5,
  xfrm: 6,
  selinux: 7,
  iscsi: 8,
  audit: 9,
  fiblookup: 10,
  fib_lookup: 10,
  connector: 11,
  nft: 12,
  netfilter: 12,
  ip6fw: 13,
  'dec-rt': 14,
  uevent: 15,
  kobject_uevent: 15,
  genl: 16,
  generic: 16,
  'scsi-trans': 18,
  scsitransport: 18,
  ecryptfs: 19,
  rdma: 20,
  crypto: 21,
  smc: 22
}

/** Ethertypes by the names iproute2 takes, lower case. */
export const ETHERTYPES: Readonly<Record<string, number>> = {
  loop: 0x0060,
  all: 0x0003,
  ip: 0x0800,
  ipv4: 0x0800,
  arp: 0x0806,
  rarp: 0x8035,
  ipv6: 0x86dd,
  '802.1q': 0x8100,
  '802.1ad': 0x88a8,
  ppp_disc: 0x8863,
  ppp_ses: 0x8864,
  mpls_uc: 0x8847,
  mpls_mc: 0x8848,
  pae: 0x888e,
  lldp: 0x88cc,
  tipc: 0x88ca,
  macsec: 0x88e5,
  batman: 0x4305
}

/** A number, or a name of the table in any case. */
export function numberOrName(
  text: string,
  table: Readonly<Record<string, number>>,
  max: number
): number | undefined {
  const name = text.toLowerCase()
  return parseNumber(text, max) ?? (Object.hasOwn(table, name) ? table[name] : undefined)
}
