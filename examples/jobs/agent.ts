/** The build agent: a netlink peer in user space, which answers requests and dumps and tells of changes. */
import { setTimeout as delay } from 'node:timers/promises'
import {
  errnoNumber,
  NetlinkError,
  NETLINK_USERSOCK,
  NetlinkSocket,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_MULTI,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_HDRLEN,
  type Datagram
} from '@nlkit/core'
import { bytesOf, Writer, type Bytes } from '@nlkit/core/codec'
import { jobCodec, type Job } from './codec.ts'
import { JOB_GET, JOB_NEW } from './constants.ts'

/** Where the agent is found. */
export const AGENT_PORT = 0x4a0b5
/** The group that hears of every change. */
export const GROUP_JOBS = 1

/** The request that is being answered. */
interface Asked {
  readonly bytes: Bytes
  /** Where its header begins, and where it ends. */
  readonly at: number
  readonly end: number
  readonly type: number
  readonly flags: number
  readonly sequence: number
  readonly portId: number
}

/** What a request is refused with: an errno, by its name. */
class Refusal extends Error {
  readonly errno: number
  constructor(code: string) {
    super(code)
    this.errno = errnoNumber(code) ?? 22
  }
}

export class Agent implements Disposable {
  readonly #socket: NetlinkSocket
  readonly #jobs = new Map<number, Job>()

  constructor(portId = AGENT_PORT) {
    this.#socket = NetlinkSocket.open({ protocol: NETLINK_USERSOCK, portId })
    this.#socket.options.credentials = true
  }

  /** Answers until it is closed. */
  async serve(): Promise<void> {
    for await (const datagram of this.#socket) {
      const bytes = bytesOf(datagram.data)
      const { view } = bytes
      for (let at = 0; at + NLMSG_HDRLEN <= datagram.data.length;) {
        const length = view.getUint32(at, true) // true: host order, see Bytes
        if (length < NLMSG_HDRLEN || at + length > datagram.data.length) break
        await this.#answer(datagram, {
          bytes,
          at,
          end: at + length,
          type: view.getUint16(at + 4, true),
          flags: view.getUint16(at + 6, true),
          sequence: view.getUint32(at + 8, true),
          portId: datagram.senderPortId
        })
        at += (length + 3) & ~3
      }
    }
  }

  /** Sets how far a job is, and tells everybody. */
  progress(id: number, progress: number): void {
    const known = this.#jobs.get(id)
    if (known === undefined) throw new RangeError(`id: there is no job ${id}`)
    this.#tell({ ...known, state: progress < 100 ? 'running' : 'done', progress })
  }

  [Symbol.dispose](): void {
    this.#socket.close()
  }

  async #answer({ credentials }: Datagram, asked: Asked): Promise<void> {
    const writer = new Writer()
    try {
      if (asked.type === JOB_GET && (asked.flags & NLM_F_DUMP) === NLM_F_DUMP) {
        await this.#dump(asked)
        return
      }
      if (asked.type === JOB_NEW) {
        // The kernel vouches for this: nobody can ask in the name of another.
        if (credentials === undefined || credentials.uid !== process.getuid?.()) throw new Refusal('EPERM')
        const { command } = jobCodec.decode(asked.bytes, asked.at + NLMSG_HDRLEN, asked.end)
        if (command === undefined) throw new Refusal('EINVAL')
        const made: Job = { id: this.#jobs.size + 1, state: 'queued', command, owner: credentials.uid }
        this.#tell(made)
        append(writer, JOB_NEW, 0, asked, () => jobCodec.encode(writer, made))
      } else if (asked.type === JOB_GET) {
        const { id } = jobCodec.decode(asked.bytes, asked.at + NLMSG_HDRLEN, asked.end)
        const found = this.#jobs.get(id)
        if (found === undefined) throw new Refusal('ENOENT')
        append(writer, JOB_NEW, 0, asked, () => jobCodec.encode(writer, found))
      } else {
        throw new Refusal('EOPNOTSUPP')
      }
      if ((asked.flags & NLM_F_ACK) !== 0) acknowledge(writer, asked, 0)
    } catch (error) {
      writer.reset()
      acknowledge(writer, asked, error instanceof Refusal ? error.errno : 22)
    }
    await this.#send(writer, asked.portId)
  }

  /** Every job, in datagrams that the asker has room for, and NLMSG_DONE. */
  async #dump(asked: Asked): Promise<void> {
    const writer = new Writer()
    for (const one of this.#jobs.values()) {
      append(writer, JOB_NEW, NLM_F_MULTI, asked, () => jobCodec.encode(writer, one))
      if (writer.length < 8192) continue
      await this.#send(writer, asked.portId)
      writer.reset()
    }
    append(writer, NLMSG_DONE, NLM_F_MULTI, asked, () => writer.reserve(4))
    await this.#send(writer, asked.portId)
  }

  #tell(job: Job): void {
    this.#jobs.set(job.id, job)
    const writer = new Writer()
    append(writer, JOB_NEW, 0, { sequence: 0, portId: 0 }, () => jobCodec.encode(writer, job))
    this.#socket.send(writer.toBytes(), { groups: 1 << (GROUP_JOBS - 1) })
  }

  /** Waits while the asker's receive buffer is full, and forgets about those who have gone. */
  async #send(writer: Writer, portId: number): Promise<void> {
    for (;;) {
      try {
        this.#socket.send(writer.toBytes(), { portId })
        return
      } catch (error) {
        if (!NetlinkError.is(error)) throw error
        if (error.code !== 'EAGAIN') return
        await delay(1)
      }
    }
  }
}

/** Appends a message: its header, and what `body` writes. */
function append(
  writer: Writer,
  type: number,
  flags: number,
  { sequence, portId }: { readonly sequence: number; readonly portId: number },
  body: () => void
): void {
  const at = writer.reserve(NLMSG_HDRLEN)
  body()
  const { view } = writer
  view.setUint32(at, writer.length - at, true)
  view.setUint16(at + 4, type, true)
  view.setUint16(at + 6, flags, true)
  view.setUint32(at + 8, sequence, true)
  view.setUint32(at + 12, portId, true)
  writer.align(4)
}

/** NLMSG_ERROR: an errno, 0 for an ACK, and the header of what it answers. */
function acknowledge(writer: Writer, asked: Asked, errno: number): void {
  append(writer, NLMSG_ERROR, 0, asked, () => {
    const at = writer.reserve(4)
    writer.view.setInt32(at, -errno, true)
    writer.bytes(asked.bytes.u8.subarray(asked.at, asked.at + NLMSG_HDRLEN))
  })
}
