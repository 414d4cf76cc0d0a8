import type { SockDiag } from '@nlkit/sockdiag'
import type { Format } from '../shared/options.ts'
import { printList, write } from '../shared/print.ts'
import type { Column } from '../shared/table.ts'
import type { Cells, Names } from './cell-text.ts'
import { cellsOf } from './cells.ts'
import { detailsText, ownersText, type Wanted } from './details.ts'
import { socketsOf, type AnySocket, type Question } from './families.ts'
import { hostNamesOf } from './hosts.ts'
import type { PortNames } from './services.ts'

/** How sockets are shown. */
export interface Showing {
  readonly format: Format
  readonly netns: string | undefined
  readonly ports: PortNames
  readonly wanted: Wanted
  readonly hasOwners: boolean
  /** Host names in the place of addresses. */
  readonly hasHosts: boolean
  readonly hasHeader: boolean
}

/** Prints the sockets that a question finds. */
export async function showSockets(diag: SockDiag, question: Question, showing: Showing): Promise<void> {
  const batches = socketsOf(diag, question)
  if (showing.format === 'table') await printTable(await collected(batches), showing)
  else await printObjects(batches, showing.format)
}

/** `--json` adds what `ss` calls the family to the library's object; `--raw-json` is that object. */
export async function printObjects(
  batches: AsyncIterable<AnySocket[]> | Iterable<AnySocket[]>,
  format: Format
): Promise<void> {
  const isRaw = format.startsWith('raw')
  const values = async function* (): AsyncGenerator<unknown[]> {
    for await (const batch of batches) {
      yield batch.map(({ family, socket }) => (isRaw ? socket : { netid: family, ...socket }))
    }
  }
  await printList(values(), { noun: 'sockets', columns: [], row: () => [] }, format)
}

async function collected(batches: AsyncIterable<AnySocket[]>): Promise<AnySocket[]> {
  const all: AnySocket[] = []
  for await (const batch of batches) for (const one of batch) all.push(one)
  return all
}

const COLUMNS: readonly Column[] = [
  { head: 'Netid' },
  { head: 'State', meaning: (cell) => (cell === 'ESTAB' || cell === 'LISTEN' ? 'good' : undefined) },
  { head: 'Recv-Q' },
  { head: 'Send-Q' },
  { head: 'Local Address:Port', meaning: 'address' },
  { head: 'Peer Address:Port', meaning: 'address' }
]

/** Sockets as a table, with the details of each below its line. */
export async function printTable(sockets: readonly AnySocket[], showing: Showing): Promise<void> {
  const { hasOwners, hasHeader, wanted } = showing
  const names = await namesFor(sockets, showing)
  const columns = [...COLUMNS, ...(hasOwners ? [{ head: 'Process' }] : [])]
  const { TableText } = await import('../shared/table.ts')
  // Half an address is none: what does not fit the terminal goes on in its next line.
  const table = new TableText(columns, Number.POSITIVE_INFINITY)
  const rows = sockets.map((one) => [
    ...rowOf(cellsOf(one, names)),
    ...(hasOwners ? [ownersText(one.socket.owners)] : [])
  ])
  const [heading = '', ...lines] = table.part(rows).trimEnd().split('\n')
  const text = lines.flatMap((line, i) => {
    const one = sockets[i]
    const details = one === undefined ? '' : detailsText(one, wanted)
    return details === '' ? [line] : [line, `\t${details}`]
  })
  await write([...(hasHeader ? [heading] : []), ...text, ''].join('\n'))
}

function rowOf({ netid, state, recvQ, sendQ, local, peer }: Cells): string[] {
  return [netid, state, String(recvQ), String(sendQ), local, peer]
}

/** Interfaces are asked for, and what asks is loaded, only where a socket is bound to one. */
async function namesFor(sockets: readonly AnySocket[], { netns, ports, hasHosts }: Showing): Promise<Names> {
  const addresses = new Set<string>()
  const unix = new Map<number, string>()
  let hasInterface = false
  for (const one of sockets) {
    if (one.family === 'unix' && one.socket.name !== undefined) unix.set(one.socket.ino, one.socket.name)
    if ('if' in one.socket && one.socket.if !== 0) hasInterface = true
    if ((one.family === 'packet' || one.family === 'xdp') && one.socket.info !== undefined)
      hasInterface = true
    if ('dst' in one.socket) addresses.add(one.socket.src).add(one.socket.dst)
  }
  for (const any of ANY_ADDRESS) addresses.delete(any)
  const hosts = hasHosts ? await hostNamesOf(addresses) : undefined
  if (!hasInterface) return { ports, hosts, unix, interfaces: { nameOf: (index) => `if${index}` } }
  const { interfacesOf, Rtnl } = await import('@nlkit/rtnl')
  using rtnl = Rtnl.open({ netns })
  return { ports, hosts, unix, interfaces: interfacesOf(await rtnl.links.list()) }
}

/** What a socket has that is bound to none. */
const ANY_ADDRESS = ['0.0.0.0', '::']
