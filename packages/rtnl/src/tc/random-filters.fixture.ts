/** Random filters by mark and flow, and of all packets, in tc(8)'s words and ours. */
import * as fc from 'fast-check'
import { u8, u16 } from './random-actions.fixture.ts'

export interface Scenario {
  readonly words: string
  readonly change: object
}

export const classid = fc
  .tuple(u16, u16)
  .map(([major, minor]) => `${major.toString(16)}:${minor.toString(16)}`)

const realm = fc.integer({ min: 1, max: 0xff })

const KEYS = ['src', 'dst', 'proto', 'proto-src', 'proto-dst', 'iif', 'priority', 'mark'] as const
export const plainFilters: Readonly<Record<string, fc.Arbitrary<Scenario>>> = {
  fw: fc.tuple(u16, fc.integer({ min: 1, max: 0xffff }), classid).map(([mark, mask, to]) => ({
    words: `protocol ip handle 0x${mark.toString(16)}/0x${mask.toString(16)} fw classid ${to}`,
    change: { protocol: 'ip', kind: 'fw', handle: mark, options: { classid: to, mask } }
  })),
  matchall: fc.tuple(fc.boolean(), classid).map(([isSoft, to]) => ({
    words: `protocol all matchall${isSoft ? ' skip_hw' : ''} classid ${to}`,
    // TCA_CLS_FLAGS_SKIP_HW
    change: { protocol: 'all', kind: 'matchall', options: { classid: to, ...(isSoft ? { flags: 1 } : {}) } }
  })),
  route: fc
    .record(
      {
        to: realm,
        from: fc.oneof(
          realm.map((of) => ({ from: of })),
          fc.constant({ iif: 1 })
        ),
        classid
      },
      { requiredKeys: ['classid'] }
    )
    .map(({ to, from: source = {}, classid: class_ }) => ({
      words: `protocol ip route${to === undefined ? '' : ` to ${to}`}${'from' in source ? ` from ${source.from}` : 'iif' in source ? ' fromif lo' : ''} classid ${class_}`,
      // Without a handle: it is what the filter matches by.
      change: {
        protocol: 'ip',
        kind: 'route',
        options: { ...(to === undefined ? {} : { to }), ...source, classid: class_ }
      }
    })),
  flow: fc.oneof(
    fc
      .tuple(fc.subarray([...KEYS], { minLength: 1 }), fc.integer({ min: 1, max: 1024 }), u8, classid)
      .map(([keys, divisor, perturb, base]) => ({
        words: `protocol ip handle 1 flow hash keys ${keys.join(',')} divisor ${divisor} perturb ${perturb} baseclass ${base}`,
        change: {
          protocol: 'ip',
          kind: 'flow',
          handle: 1,
          options: {
            mode: 'hash',
            keys: keys.reduce((bits, key) => bits | (1 << KEYS.indexOf(key)), 0),
            divisor,
            perturb,
            baseclass: base
          }
        }
      })),
    fc
      .tuple(fc.constantFrom(...KEYS), fc.integer({ min: 1, max: 31 }), u16, u16, classid)
      .map(([key, rshift, mask, addend, base]) => ({
        words: `protocol ip handle 1 flow map key ${key} and 0x${mask.toString(16)} rshift ${rshift} addend ${addend} baseclass ${base}`,
        change: {
          protocol: 'ip',
          kind: 'flow',
          handle: 1,
          options: {
            mode: 'map',
            keys: 1 << KEYS.indexOf(key),
            mask,
            xor: 0,
            rshift,
            addend,
            baseclass: base
          }
        }
      }))
  )
}
