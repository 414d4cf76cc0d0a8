import { builtin } from '../system.ts'
import type { TracedDatagram } from '../diagnostics/channels.ts'
import type { CapturedDatagram } from './captured.ts'

/** A recording in progress. */
export interface Recording extends Disposable {
  /** Ends it. Idempotent. */
  stop(): void
}

/**
 * Calls `write` for every datagram that this process sends and receives, of one connection or of all.
 * @param connection a Connection; all of them where it is left out
 */
export function record(write: (datagram: CapturedDatagram) => void, connection?: object): Recording {
  const channels = builtin('node:diagnostics_channel')
  const listen = (name: string, direction: 'sent' | 'received'): (() => void) => {
    const listener = (message: unknown): void => {
      const { protocol, data, owner } = message as TracedDatagram
      if (connection !== undefined && owner !== connection) return
      write({ protocol, direction, time: performance.timeOrigin + performance.now(), data })
    }
    channels?.subscribe(name, listener)
    return () => channels?.unsubscribe(name, listener)
  }
  const ends = [listen('nlkit:sent', 'sent'), listen('nlkit:received', 'received')]
  const stop = (): void => ends.splice(0).forEach((end) => end())
  return { stop, [Symbol.dispose]: stop }
}
