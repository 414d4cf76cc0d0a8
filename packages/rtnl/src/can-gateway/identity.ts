import type { CanGateway, CgwFdframeMod, CgwFrameMod } from './codec.ts'

const MODIFICATIONS = [
  'modAnd',
  'modOr',
  'modXor',
  'modSet',
  'fdmodAnd',
  'fdmodOr',
  'fdmodXor',
  'fdmodSet'
] as const

/**
 * What a deletion compares (cgw_remove_job()): the number, which no two have, or where there is none flags, hops, interfaces, filter,
 * modifications and checksums. Gateways that are alike in all of these can stand side by side, and do the same.
 */
export function canGatewayIdentity(gateway: CanGateway): string {
  const { flags, limHops, srcIf, dstIf, filter, modUid, csXor, csCrc8 } = gateway
  if (modUid !== undefined) return `uid|${modUid}`
  const base = `${srcIf ?? ''}|${dstIf ?? ''}|${flags}|${limHops ?? 0}|${filter?.id ?? 0}/${filter?.mask ?? 0}`
  const parts = MODIFICATIONS.flatMap((key) => {
    const modification = gateway[key]
    return modification === undefined ? [] : `${key}:${operandOf(modification)}`
  })
  if (csXor !== undefined) parts.push(`csXor:${Object.values(csXor).join('/')}`)
  if (csCrc8 !== undefined) parts.push(`csCrc8:${Object.values(csCrc8).map(String).join('/')}`)
  return [base, ...parts].join('|')
}

const operandOf = ({ cf, modtype }: CgwFrameMod | CgwFdframeMod): string =>
  `${modtype}/${cf.id}/${cf.len}/${'flags' in cf ? cf.flags : 0}/${cf.data.join('.')}`
