/**
 * What core needs of a socket. `@nlkit/native` implements it on the kernel, `@nlkit/core/testing` on a script.
 * Everything answers with a number: zero or more, or a negative errno.
 */
export interface TransportSocket {
  /** See the STATUS_* indices. */
  readonly status: Int32Array
  readonly fd: number
  bind(portId: number, groups: number): number
  connect(portId: number, groups: number): number
  address(out: Uint32Array): number
  setOption(level: number, name: number, value: Uint8Array): number
  getOption(level: number, name: number, out: Uint8Array): number
  /** Attaches a classic BPF program, 8 bytes an instruction. */
  attachFilter(program: Uint8Array): number
  send(bytes: Uint8Array, offset: number, length: number, portId: number, groups: number): number
  exchange(
    bytes: Uint8Array,
    offset: number,
    length: number,
    portId: number,
    groups: number,
    rx: Uint8Array,
    maxDatagrams: number
  ): number
  /**
   * Lends memory for exchangeLent(): what is sent and what is received. It must stay as it is until the socket is closed
   * or other memory is lent.
   */
  lend(tx: Uint8Array, rx: Uint8Array): void
  /** exchange() with the kernel in lent memory; STATUS_RESULT is what that would answer. */
  exchangeLent(length: number, maxDatagrams: number): void
  receive(rx: Uint8Array, maxDatagrams: number): number
  submit(
    bytes: Uint8Array,
    offset: number,
    length: number,
    portId: number,
    groups: number,
    token: number,
    limit: number
  ): number
  pump(limit: number): number
  watch(limit: number): number
  take(rx: Uint8Array): number
  drops(): number
  ref(): void
  unref(): void
  close(): number
}

/** Opens a socket; a negative errno where that is refused. `onReady` is called when `take()` has something. */
export interface Transport {
  /** How often the calling thread has gone to sleep: tells a call that waited from one that lost the processor. */
  sleeps?(): number
  /** Bytes that the inboxes of all watched sockets may hold together. */
  limitTotal?(bytes: number): void
  /** A socket, or a negative errno. */
  open(protocol: number, type: number, netns: number, onReady: () => void): TransportSocket | number
}

/** Microseconds that the last `exchange()` or `receive()` spent in system calls. */
export const STATUS_MICROSECONDS = 0
/** Datagrams that it received. */
export const STATUS_DATAGRAMS = 1
/** 1 while the inbox holds records. */
export const STATUS_HAS_INBOX = 2
/** Bytes that the first record of the inbox needs, after `take()` answered -EMSGSIZE. */
export const STATUS_NEED = 3
/** Bytes in the inbox after the last `take()`. */
export const STATUS_INBOX_BYTES = 4
/** When the last `exchange()` or `receive()` ended: microseconds of a clock that wraps at 2^31; 0 where there is none. */
export const STATUS_CLOCK = 6

/** What the last `exchangeLent()` answers. */
export const STATUS_RESULT = 7

/** What `take()` answers when the first record needs more room than it was given. */
export const TAKE_NEEDS_MORE = -90 // EMSGSIZE
