import { NetlinkError } from '@nlkit/core'
import {
  UnsupportedSocketsError,
  type DestroyResult,
  type ListedInetSocket,
  type SockDiag
} from '@nlkit/sockdiag'
import { ToldError, UsageError } from '../shared/errors.ts'
import { visible } from '../shared/safe-text.ts'
import type { AnySocket, FamilyName, Question } from './families.ts'
import { printObjects, printTable, type Showing } from './show.ts'

const DESTROYABLE = ['tcp', 'udp', 'raw', 'udplite', 'dccp'] as const
type Destroyable = (typeof DESTROYABLE)[number]

const isDestroyable = (name: FamilyName): name is Destroyable =>
  (DESTROYABLE as readonly string[]).includes(name)

/**
 * Closes the sockets that a filter names, and shows them. What the kernel would not close is told on standard error.
 * @throws UsageError without a filter, or where a family is named whose sockets cannot be closed
 */
export async function killSockets(
  diag: SockDiag,
  question: Question,
  showing: Showing,
  dryRun: boolean
): Promise<void> {
  const { filter, families, areChosen } = question
  if (filter === undefined) throw new UsageError('--kill closes only what a filter names')
  const wrong = areChosen ? families.find((name) => !isDestroyable(name)) : undefined
  if (wrong !== undefined) throw new UsageError(`--kill: sockets of ${wrong} cannot be closed`)
  const closed: AnySocket[] = []
  const refused: DestroyResult<ListedInetSocket>['refused'][number][] = []
  for (const family of families.filter(isDestroyable)) {
    const result = await destroyed(diag, family, question, filter, dryRun)
    closed.push(...result.destroyed.map((socket) => ({ family, socket })))
    refused.push(...result.refused)
  }
  if (showing.format === 'table') await printTable(closed, showing)
  else await printObjects([closed], showing.format)
  for (const { socket, error } of refused) {
    const text = NetlinkError.is(error) ? error.message : String(error)
    process.stderr.write(
      visible(`nlkit: ${socket.src}:${socket.sport} -> ${socket.dst}:${socket.dport}: ${text}`) + '\n'
    )
  }
  if (refused.length > 0) throw new ToldError(1)
}

async function destroyed(
  diag: SockDiag,
  family: Destroyable,
  { states, ipFamily, areChosen }: Question,
  filter: string,
  dryRun: boolean
): Promise<DestroyResult<ListedInetSocket>> {
  try {
    return await diag[family].destroy({ filter, states, family: ipFamily }, { dryRun })
  } catch (error) {
    if (areChosen || !UnsupportedSocketsError.is(error)) throw error
    return { destroyed: [], gone: [], refused: [] }
  }
}
