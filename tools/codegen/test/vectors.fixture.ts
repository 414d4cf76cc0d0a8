/** Test vectors beside the repository, where they are; never copied into it. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const vectorsPath = fileURLToPath(new URL('../../../../shared/vectors', import.meta.url))

export interface Vector {
  readonly source: string
  readonly kind: string
  readonly hasNlmsghdr: boolean
  readonly hex: string
  readonly expected: Record<string, never> | null
  readonly roundtrip: boolean
  readonly malformed: boolean
}

export function vectors(file: string): Vector[] {
  const path = `${vectorsPath}/${file}.json`
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Vector[]) : []
}

/** Files of messages that are compared with what they expect; others have tests of their own. */
export const comparedFiles = [
  'rtnl-addr',
  'rtnl-link',
  'rtnl-neigh',
  'rtnl-nexthop',
  'rtnl-other',
  'rtnl-route',
  'rtnl-rule'
]

/** Files of messages that schemas describe. */
export const vectorFiles = [
  'rtnl-addr',
  'rtnl-link',
  'rtnl-neigh',
  'rtnl-nexthop',
  'rtnl-other',
  'rtnl-route',
  'rtnl-rule',
  'rtnl-tc',
  'sockdiag'
]

export const hasVectors = existsSync(vectorsPath)
