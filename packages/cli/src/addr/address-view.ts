import { flagNames } from '@nlkit/core/codec'
import { IFA_F, type Address, type Interfaces } from '@nlkit/rtnl'
import type { View } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'

const FOREVER = 0xffffffff

/** How addresses are shown. */
export function addressView(interfaces: Interfaces): View<Address> {
  return {
    noun: 'addresses',
    columns: [
      { head: 'interface', meaning: 'name' },
      { head: 'address', meaning: 'address' },
      { head: 'peer' },
      { head: 'scope' },
      { head: 'label' },
      { head: 'valid' },
      { head: 'flags', meaning: (cell) => (cell.includes('dadfailed') ? 'bad' : 'faint') }
    ],
    row: (address) => {
      const local = address.local ?? address.address ?? ''
      return [
        visible(interfaces.nameOf(address.index)),
        `${local}/${address.prefixlen}`,
        address.address === undefined || address.address === local ? '' : address.address,
        address.scope === 'universe' ? 'global' : String(address.scope),
        visible(address.label ?? ''),
        lifetime(address.cacheinfo?.valid),
        flagNames(IFA_F, address.flags).join(' ').toLowerCase()
      ]
    }
  }
}

const lifetime = (seconds: number | undefined): string =>
  seconds === undefined || seconds === FOREVER ? '' : `${seconds} s`
