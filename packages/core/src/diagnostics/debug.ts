import { protocolName } from '../socket/protocols.ts'
import { builtin } from '../system.ts'
import type { TracedDatagram } from './channels.ts'
import { describeDatagram, type MessageTable } from './describe.ts'

/** Two copies of this package in a process trace into the same channels: one of them prints. */
const PRINTS = Symbol.for('nlkit.debug')

let isDecided = false

/** `NODE_DEBUG=nlkit` prints every message to standard error. Called when something is opened; without it nothing listens. */
export function debugIfAsked(): void {
  if (isDecided) return
  isDecided = true
  const log = builtin('node:util')?.debuglog('nlkit')
  const host = globalThis as { [PRINTS]?: boolean }
  if (log?.enabled !== true || host[PRINTS] === true) return
  host[PRINTS] = true
  const channels = builtin('node:diagnostics_channel')
  for (const direction of ['sent', 'received']) {
    channels?.subscribe(`nlkit:${direction}`, (message) => {
      for (const line of linesOf(message as TracedDatagram)) log('%s %s', direction, line)
    })
  }
}

function linesOf({ protocol, portId, owner, data }: TracedDatagram): string[] {
  const { messages } = owner as { readonly messages?: MessageTable }
  const options = { depth: null, breakLength: Infinity, compact: true } as const
  const inspect = (value: unknown): string => builtin('node:util')?.inspect(value, options) ?? String(value)
  return describeDatagram(data, protocol, messages, inspect).map(
    (line) => `${protocolName(protocol)} ${portId}: ${line}`
  )
}
