/**
 * Netlink sockets: opening, sending, receiving, options. It knows addresses and control messages and never looks
 * inside a message. What fails answers with a negative errno; only an argument of the wrong type is thrown, as a
 * TypeError. `@nlkit/core` is what programs use.
 */
export class Socket {
  private constructor()

  /**
   * Opens a socket (close-on-exec).
   * @param protocol netlink protocol, 0 to 31
   * @param type SOCK_RAW or SOCK_DGRAM
   * @param netns descriptor of the network namespace to open it in, entered on a throw-away thread; -1 for the
   * calling thread's own
   * @param onReady called on the calling thread when `take()` has something, once until it has been emptied
   * @returns the socket or a negative errno
   */
  static open(protocol: number, type: number, netns: number, onReady: () => void): Socket | number

  /** How often the calling thread has gone to sleep (getrusage(2), ru_nvcsw): waited, rather than been made to wait. */
  static sleeps(): number

  /**
   * Whether the calling thread's exchangeLent() may take a single system call (io_submit(2)) in place of two; unless told,
   * where one that does nothing takes 0.6 us or more, once it could have taken some thousands. Answers with false where
   * there is no such call.
   */
  static preferSingleCalls(prefer: boolean): boolean

  /** How often the calling thread's exchangeLent() has taken a single system call. */
  static singleCalls(): number

  /**
   * Bytes that the inboxes of all watched sockets of this environment (the main thread or a worker) may hold together;
   * 256 MiB unless told. When they do, a socket is read on only up to its fair share, so that one who takes is not held
   * up by others who do not.
   */
  static limitTotal(bytes: number): void

  /**
   * [0] microseconds that the last exchange() spent in system calls, [1] datagrams that it got, [2] 1 while the inbox
   * holds something, [3] bytes of the inbox's first record, [4] bytes in the inbox after the last take(), [5] 1 while a
   * thread works for this socket, [6] when the last exchange() or receive() ended, in microseconds of a clock that wraps
   * at 2^31, [7] what the last exchangeLent() answers.
   */
  readonly status: Int32Array

  /** The descriptor, -1 when closed. */
  readonly fd: number

  /** bind(2): a port id (0: the kernel chooses) and a mask of groups 1 to 32. */
  bind(portId: number, groups: number): number

  /**
   * connect(2); a port id of -1 disconnects. Others than the peer are refused from here on when they send to this socket's
   * port id (ECONNREFUSED); what they have sent before stays queued.
   */
  connect(portId: number, groups: number): number

  /** getsockname(2): port id and group mask. */
  address(out: Uint32Array): number

  setOption(level: number, name: number, value: Uint8Array): number

  /** Answers with the option's length in bytes. */
  getOption(level: number, name: number, out: Uint8Array): number

  /** SO_ATTACH_FILTER: struct sock_filter, 8 bytes an instruction. */
  attachFilter(program: Uint8Array): number

  /** Sends at once (MSG_DONTWAIT) to a port id and a mask of groups; 0 and 0 is the kernel. Answers with bytes sent. */
  send(bytes: Uint8Array, offset: number, length: number, portId: number, groups: number): number

  /**
   * Sends, then receives what is there, up to `maxDatagrams` (after a loss: all), as records in `rx`; answers with
   * bytes in `rx`. What does not fit, and what comes behind something in the inbox, goes to the inbox. While the socket
   * is watched the watching thread alone receives, so that the order is kept, and this answers 0. -EBUSY while a thread
   * works for the socket.
   */
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
   * Lends memory for exchangeLent(): what is sent and what is received. It must not be detached or resized before the
   * socket is closed or other memory is lent; nothing checks that later.
   */
  lend(tx: Uint8Array, rx: Uint8Array): void

  /**
   * exchange() with the kernel in lent memory, 0.1 us faster: the engine is asked for nothing. Answers in status[7]. It
   * may be a single system call on a socket that has been connected to the kernel for a second, is in no group and asked
   * for nothing that comes beside datagrams (NETLINK_PKTINFO, NETLINK_LISTEN_ALL_NSID, SO_PASSCRED).
   */
  exchangeLent(length: number, maxDatagrams: number): void

  /** Receives what is there, by the same rules. -EBUSY while a thread works for the socket or watches it. */
  receive(rx: Uint8Array, maxDatagrams: number): number

  /**
   * Has a thread of the socket's own send a copy, receive into the inbox until nothing is there, and append a record of
   * kind 2 with `token` and the result. Order is kept. With a limit it receives up to so many bytes and goes on when
   * take() has made room, as pump() does.
   */
  submit(
    bytes: Uint8Array,
    offset: number,
    length: number,
    portId: number,
    groups: number,
    token: number,
    limit: number
  ): number

  /** Has a thread receive ahead, up to `limit` bytes in the inbox, until nothing is there; the socket is then watched. */
  pump(limit: number): number

  /**
   * Has the environment's reader thread receive from now on, up to `limit` bytes in the inbox; past it the kernel's
   * buffer fills until take() has made room. 0 ends that.
   */
  watch(limit: number): number

  /** Moves whole records from the inbox to `rx`; answers with bytes moved, -EMSGSIZE if the first does not fit. */
  take(rx: Uint8Array): number

  /** Messages that the kernel has dropped since the socket was opened (SO_MEMINFO). */
  drops(): number

  /** Keeps the event loop alive. A new socket does not. */
  ref(): void
  unref(): void

  /** Closes it at once. Its descriptor goes when no thread sits in the kernel with it. Everything else then answers -EBADF. */
  close(): number
}

/** Number of this interface. */
export const abi: number
