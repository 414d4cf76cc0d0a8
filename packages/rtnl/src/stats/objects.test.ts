/** Identities of namespace ids, netconf, labels and prefixes. */
import { describe, expect, it } from 'vitest'
import { addressLabelCodec } from '../address-label/codec.ts'
import { netconfCodec } from '../netconf/codec.ts'
import { nsidCodec } from '../nsid/codec.ts'
import { prefixCodec } from '../prefix/codec.ts'

describe('identities', () => {
  it('are of what the kernel keeps apart, and of nothing else', () => {
    const labels = [
      { family: 'inet6', address: '2001:db8::', prefixlen: 32, index: 0, label: 1 },
      { family: 'inet6', address: '2001:db8::', prefixlen: 48, index: 0, label: 1 },
      { family: 'inet6', address: '2001:db8::', prefixlen: 32, index: 4, label: 1 },
      { family: 'inet6', address: '2001:db9::', prefixlen: 32, index: 0, label: 1 }
    ].map((label) => ({ flags: 0, seq: 0, ...label, family: 'inet6' as const }))
    const identity = (one: (typeof labels)[number]): unknown => addressLabelCodec.identity?.(one)
    expect(new Set(labels.map((one) => identity(one))).size).toBe(4)
    for (const one of labels) expect(identity({ ...one, label: 9, seq: 7 })).toBe(identity(one))
    expect(nsidCodec.identity?.({ family: 'unspec', nsid: 1 })).not.toBe(
      nsidCodec.identity?.({ family: 'unspec', nsid: 2 })
    )
    expect(netconfCodec.identity?.({ family: 'inet', ifindex: 1 })).not.toBe(
      netconfCodec.identity?.({ family: 'inet6', ifindex: 1 })
    )
    expect(netconfCodec.identity?.({ family: 'inet', ifindex: 1, forwarding: 1 })).toBe(
      netconfCodec.identity?.({ family: 'inet', ifindex: 1 })
    )
    const advertised = {
      family: 'inet6',
      ifindex: 2,
      type: 3,
      len: 64,
      flags: 3,
      address: '2001:db8::'
    } as const
    expect(prefixCodec.identity?.(advertised)).toBe(prefixCodec.identity?.({ ...advertised, flags: 0 }))
    expect(prefixCodec.identity?.(advertised)).not.toBe(prefixCodec.identity?.({ ...advertised, len: 48 }))
  })
})
