import { describe, expect, it } from 'vitest'
import type { FilterNode, HostFamily } from './ast.ts'
import { parseServices } from './names.ts'
import { parseFilter } from './parse.ts'
import { FilterSyntaxError } from './syntax-error.ts'

const services = parseServices(
  'ssh 22/tcp\nhttps 443/tcp www-ssl # secure\nhttps 443/udp\nrsh 514/tcp shell\nsyslog 514/udp\nboth 1/tcp\nboth 2/udp\n'
)
const parse = (text: string): FilterNode => parseFilter(text, { services }).node
const port = (op: 'eq' | 'ge' | 'le', side: 'src' | 'dst', number: number): FilterNode => ({
  kind: 'port',
  side,
  op,
  port: number
})
const not = (term: FilterNode): FilterNode => ({ kind: 'not', term })

const inet = (more: object): object => ({ kind: 'inet', side: 'src', address: [], prefix: 0, ...more })
const parseOf = (family: HostFamily, text: string): FilterNode => parseFilter(text, { family }).node

function failure(text: string): [reason: string, position: number] {
  try {
    parseFilter(text, { services })
  } catch (error) {
    if (!FilterSyntaxError.is(error) || error.filter !== text) throw error
    return [error.reason, error.position]
  }
  throw new Error(`${JSON.stringify(text)} was read`)
}

describe('parseFilter', () => {
  it('reads the example of the documentation', () => {
    expect(parse('dst 10.0.0.0/8 and ( dport = :443 or sport >= 1024 ) and not dev eth0')).toEqual({
      kind: 'and',
      terms: [
        { kind: 'inet', side: 'dst', family: 'inet', address: [0x0a000000], prefix: 8 },
        { kind: 'or', terms: [port('eq', 'dst', 443), port('ge', 'src', 1024)] },
        not({ kind: 'dev', dev: 'eth0' })
      ]
    })
  })

  it('takes every spelling of the operators', () => {
    for (const op of ['=', '==', 'eq', '']) expect(parse(`sport ${op} 80`)).toEqual(port('eq', 'src', 80))
    for (const op of ['!=', 'ne', 'neq']) expect(parse(`sport ${op} 80`)).toEqual(not(port('eq', 'src', 80)))
    for (const op of ['>=', 'ge', 'geq']) expect(parse(`dport ${op} 80`)).toEqual(port('ge', 'dst', 80))
    for (const op of ['<=', 'le', 'leq']) expect(parse(`dport ${op} 80`)).toEqual(port('le', 'dst', 80))
    for (const op of ['>', 'gt']) expect(parse(`dport ${op} 80`)).toEqual(not(port('le', 'dst', 80)))
    for (const op of ['<', 'lt']) expect(parse(`dport ${op} 80`)).toEqual(not(port('ge', 'dst', 80)))
  })

  it('joins from left to right, as ss does and not as its manual says', () => {
    const [a, b, c] = [port('eq', 'src', 1), port('eq', 'src', 2), port('eq', 'src', 3)]
    expect(parse('sport 1 or sport 2 and sport 3')).toEqual({
      kind: 'and',
      terms: [{ kind: 'or', terms: [a, b] }, c]
    })
    expect(parse('sport 1 and sport 2 or sport 3')).toEqual({
      kind: 'or',
      terms: [{ kind: 'and', terms: [a, b] }, c]
    })
    expect(parse('sport 1 | sport 2 sport 3')).toEqual({
      kind: 'and',
      terms: [{ kind: 'or', terms: [a, b] }, c]
    })
    expect(parse('not sport 1 && sport 2')).toEqual({ kind: 'and', terms: [not(a), b] })
    expect(parse('! ( sport 1 & sport 2 )')).toEqual(not({ kind: 'and', terms: [a, b] }))
    expect(parse('not not sport 1')).toEqual(a)
  })

  it('forgives missing blanks', () => {
    expect(parse('(sport=:22 or dport>=1024) and !dev=eth0')).toEqual(
      parse('( sport = :22 or dport >= 1024 ) and ! dev = eth0')
    )
    expect(parse('((sport=1))')).toEqual(port('eq', 'src', 1))
    expect(parse('sport !=:80')).toEqual(not(port('eq', 'src', 80)))
  })

  it('reads hosts', () => {
    expect(parse('src 10.1.2.3')).toEqual(inet({ family: 'inet', address: [0x0a010203], prefix: 32 }))
    expect(parse('src 10.1.2.3:80')).toEqual(
      inet({ family: 'inet', address: [0x0a010203], prefix: 32, port: 80 })
    )
    expect(parse('src 127/8')).toEqual(inet({ family: 'inet', address: [0x7f000000], prefix: 8 }))
    expect(parse('src 127/8:80')).toEqual(
      inet({ family: 'inet', address: [0x7f000000], prefix: 8, port: 80 })
    )
    expect(parse('src [fe80::1]:80')).toEqual(
      inet({ family: 'inet6', address: [0xfe800000, 0, 0, 1], prefix: 128, port: 80 })
    )
    expect(parse('src [fe80::/10]:https')).toEqual(
      inet({ family: 'inet6', address: [0xfe800000, 0, 0, 0], prefix: 10, port: 443 })
    )
    expect(parse('src fe80::/10')).toEqual(
      inet({ family: 'inet6', address: [0xfe800000, 0, 0, 0], prefix: 10 })
    )
    // Without brackets the last group is the port, as in ss; where that leaves no address, there is no port.
    expect(parse('src ::1:80')).toEqual(
      inet({ family: 'inet6', address: [0, 0, 0, 1], prefix: 128, port: 80 })
    )
    expect(parse('src ::1')).toEqual(inet({ family: 'inet6', address: [0, 0, 0, 1], prefix: 128 }))
    expect(parse('src ::ffff:127.0.0.1')).toEqual(
      inet({ family: 'inet6', address: [0, 0, 0xffff, 0x7f000001], prefix: 128 })
    )
    expect(parse('src *:80')).toEqual(inet({ port: 80 }))
    expect(parse('src :80')).toEqual(inet({ port: 80 }))
    expect(parse('src *')).toEqual(inet({}))
    expect(parse('src inet:*')).toEqual(inet({ family: 'inet' }))
    expect(parse('src 10.0.0.1:*')).toEqual(inet({ family: 'inet', address: [0x0a000001], prefix: 32 }))
    expect(parse('src = localhost:ssh')).toEqual({ kind: 'name', side: 'src', name: 'localhost', port: 22 })
    expect(parse('dst inet6:example.com')).toEqual({
      kind: 'name',
      side: 'dst',
      name: 'example.com',
      family: 'inet6'
    })
  })

  it('reads ports', () => {
    expect(parse('sport = :www-ssl')).toEqual(port('eq', 'src', 443))
    expect(parse('sport 0x50')).toEqual(port('eq', 'src', 80))
    expect(parse('sport 017')).toEqual(port('eq', 'src', 15))
    expect(parse('sport = inet:22')).toEqual({
      kind: 'inet',
      side: 'src',
      family: 'inet',
      address: [],
      prefix: 0,
      port: 22
    })
    expect(parseFilter('sport = both', { services, protocols: ['udp'] }).node).toEqual(port('eq', 'src', 2))
  })

  it('reads the other conditions', () => {
    expect(parse('dev 3')).toEqual({ kind: 'dev', dev: 3 })
    expect(parse('dev != lo')).toEqual(not({ kind: 'dev', dev: 'lo' }))
    expect(parse('fwmark = 0x01/0x03')).toEqual({ kind: 'mark', mark: 1, mask: 3 })
    expect(parse('fwmark 7')).toEqual({ kind: 'mark', mark: 7, mask: 0xffffffff })
    expect(parse('cgroup = /sys/fs/cgroup/a')).toEqual({ kind: 'cgroup', path: '/sys/fs/cgroup/a' })
    expect(parse('autobound')).toEqual({ kind: 'autobound' })
  })

  it('reads hosts of the other families', () => {
    expect(parseOf('unix', 'src /tmp/.X11-unix/*')).toEqual({
      kind: 'unix',
      side: 'src',
      pattern: '/tmp/.X11-unix/*'
    })
    expect(parseOf('unix', 'src /tmp/a\\ b')).toEqual({ kind: 'unix', side: 'src', pattern: '/tmp/a b' })
    expect(parseOf('unix', '( src /tmp/x(1) )')).toEqual({ kind: 'unix', side: 'src', pattern: '/tmp/x(1)' })
    expect(parse('dst unix:@abstract')).toEqual({ kind: 'unix', side: 'dst', pattern: '@abstract' })
    expect(parseOf('link', 'src ipv6:eth0')).toEqual({
      kind: 'link',
      side: 'src',
      protocol: 0x86dd,
      dev: 'eth0'
    })
    expect(parseOf('link', 'sport = :2')).toEqual({ kind: 'link', side: 'src', dev: 2 })
    expect(parseOf('netlink', 'src rtnl:kernel')).toEqual({
      kind: 'netlink',
      side: 'src',
      protocol: 0,
      portid: 0
    })
    expect(parseOf('netlink', 'src 4:*')).toEqual({ kind: 'netlink', side: 'src', protocol: 4 })
    expect(parseOf('vsock', 'dst 2:1024')).toEqual({ kind: 'vsock', side: 'dst', cid: 2, port: 1024 })
    expect(parseOf('vsock', 'sport = 99999')).toEqual({ kind: 'vsock', side: 'src', port: 99999 })
  })

  it('takes states in front', () => {
    expect(parseFilter('state listening')).toEqual({
      node: { kind: 'constant', value: true },
      states: 1 << 10
    })
    expect(parseFilter('state all exclude time-wait sport 80', { services })).toEqual({
      node: port('eq', 'src', 80),
      states: 0xfff & ~(1 << 6)
    })
    expect(parseFilter('exclude listening exclude closed')).toMatchObject({
      states: 0xfff & ~(1 << 10) & ~(1 << 7)
    })
    expect(parseFilter('  ')).toEqual({ node: { kind: 'constant', value: true } })
  })

  it('says where it stopped understanding', () => {
    expect(failure('dst 10.0.0.0/8 and')).toEqual(['expected a condition', 18])
    expect(failure('dst 10.0.0.0/33')).toEqual(['expected a prefix length of 0 to 32, not "33"', 4])
    expect(failure('sport >= 70000')).toEqual(['port 70000 is above 65535', 9])
    expect(failure('sport = :foo')).toEqual(['expected a port or service, not "foo"', 8])
    expect(failure('sport = -1')[1]).toBe(8)
    expect(failure('sport = :both')).toEqual(['service "both" is ambiguous: ports 1 and 2', 8])
    expect(failure('( sport 80')).toEqual(['expected ")"', 10])
    expect(failure('sport 80 )')).toEqual(['unmatched ")"', 9])
    expect(failure('src and dst 1.1.1.1')).toEqual(['expected a value behind "src", not "and"', 4])
    expect(failure('src')).toEqual(['expected a value behind "src"', 3])
    expect(failure('fwmark > 1')).toEqual(['"fwmark" takes = and !=, not ">"', 7])
    expect(failure('fwmark 1/2/3')[1]).toBe(7)
    expect(failure('src [::1')).toEqual(['"[::1" lacks its "]"', 4])
    expect(failure('src [::1]x')[1]).toBe(4)
    expect(failure('src inet:[::1]')).toEqual(['"::1" is not an inet address', 4])
    expect(failure('colour red')[1]).toBe(0)
    expect(failure('sport 80 colour')[1]).toBe(9)
    expect(failure('state sleeping')).toEqual(['unknown state "sleeping"', 6])
    expect(failure('sport >= *')).toEqual(['">=" needs a port of an inet socket', 6])
    expect(failure('sport = unix:1')[1]).toBe(8)
    expect(failure('src 1.2.3.4.5')[1]).toBe(4)
    expect(failure('toString 1')[1]).toBe(0)
    expect(failure('sport toString')[1]).toBe(6)
  })

  it('shows the place in its message', () => {
    expect(() => parseFilter('sport >= 70000')).toThrow(
      'filter: port 70000 is above 65535 at position 9\n  sport >= 70000\n           ^'
    )
  })

  it('refuses endless nesting instead of running out of stack', () => {
    expect(failure('('.repeat(100_000))[0]).toBe('more than 500 levels')
    expect(failure('not '.repeat(100_000))[0]).toBe('more than 500 levels')
  })

  it('takes a long chain', () => {
    const node = parse(new Array(20_000).fill('sport 1').join(' or '))
    expect(node.kind === 'or' && node.terms.length).toBe(20_000)
  })
})
