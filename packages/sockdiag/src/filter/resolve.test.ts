import { describe, expect, it } from 'vitest'
import { parseFilter } from './parse.ts'
import { resolveFilter } from './resolve.ts'
import type { Resolver } from './resolve.ts'

const resolver: Resolver = {
  device: async (name) => {
    if (name !== 'eth0') throw new Error(`no ${name}`)
    return 7
  },
  host: async (_name, family) => (family === 'inet' ? ['10.0.0.1'] : ['10.0.0.1', 'fe80::1']),
  cgroup: async (path) => (path === '/a' ? '0x2a' : '0x1')
}

describe('resolveFilter', () => {
  it('looks up interfaces, hosts and cgroups wherever they stand', async () => {
    const { node } = parseFilter('not ( dev eth0 or cgroup /a ) and dst example.com:443')
    expect(await resolveFilter(node, resolver)).toEqual({
      kind: 'and',
      terms: [
        {
          kind: 'not',
          term: {
            kind: 'or',
            terms: [
              { kind: 'dev', dev: 7 },
              { kind: 'cgroup', id: '0x2a' }
            ]
          }
        },
        {
          kind: 'or',
          terms: [
            { kind: 'inet', side: 'dst', family: 'inet', address: [0x0a000001], prefix: 32, port: 443 },
            {
              kind: 'inet',
              side: 'dst',
              family: 'inet6',
              address: [0xfe800000, 0, 0, 1],
              prefix: 128,
              port: 443
            }
          ]
        }
      ]
    })
  })

  it('keeps to the family that was named', async () => {
    const { node } = parseFilter('dst inet:example.com')
    expect(await resolveFilter(node, resolver)).toMatchObject({ kind: 'inet', family: 'inet' })
  })

  it('passes on what a lookup throws', async () => {
    await expect(resolveFilter(parseFilter('dev eth9').node, resolver)).rejects.toThrow('no eth9')
  })
})
