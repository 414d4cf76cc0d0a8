/** The build agent: a netlink peer in user space, which answers requests and dumps and tells of changes. */
import { setTimeout as delay } from 'node:timers/promises'
import {
  ClosedError,
  DecodeError,
  errnoNumber,
  NetlinkError,
  NETLINK_USERSOCK,
  NetlinkSocket,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_MULTI,
  NLMSG_DONE,
  NLMSG_ERROR,
  readMessages,
  writeMessage,
  type Datagram,
  type MessageHeader,
  type RawMessage
} from '@nlkit/core'
import { bytesOf, Writer } from '@nlkit/core/codec'
import { jobCodec, type Job } from './codec.ts'
import { JOB_GET, JOB_NEW } from './constants.ts'

/** Where the agent is found. */
export const AGENT_PORT = 0x4a0b5
/** The group that hears of every change. */
export const GROUP_JOBS = 1

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
    while (!this.#socket.isClosed) {
      try {
        const datagram = await this.#socket.receive()
        for (const message of readMessages(datagram.data)) await this.#answer(datagram, message)
      } catch (error) {
        // Anybody may send nonsense; that must not end the service.
        if (!DecodeError.is(error) && !ClosedError.is(error)) throw error
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

  async #answer({ senderPortId, credentials }: Datagram, asked: RawMessage): Promise<void> {
    const writer = new Writer()
    const { type, flags, payload } = asked
    try {
      if (type === JOB_GET && (flags & NLM_F_DUMP) === NLM_F_DUMP) {
        await this.#dump(asked, senderPortId)
        return
      }
      const wanted = jobCodec.decode(bytesOf(payload), 0, payload.length)
      let answer: Job | undefined
      if (type === JOB_NEW) {
        // The kernel vouches for this: nobody can ask in the name of another.
        if (credentials === undefined || credentials.uid !== process.getuid?.()) throw new Refusal('EPERM')
        if (wanted.command === undefined) throw new Refusal('EINVAL')
        answer = { ...wanted, id: this.#jobs.size + 1, state: 'queued', owner: credentials.uid }
        this.#tell(answer)
      } else if (type === JOB_GET) {
        answer = this.#jobs.get(wanted.id)
        if (answer === undefined) throw new Refusal('ENOENT')
      } else {
        throw new Refusal('EOPNOTSUPP')
      }
      const job = answer
      writeMessage(writer, answering(asked, senderPortId, JOB_NEW), () => jobCodec.encode(writer, job))
      if ((flags & NLM_F_ACK) !== 0) acknowledge(writer, asked, senderPortId, 0)
    } catch (error) {
      writer.reset()
      acknowledge(writer, asked, senderPortId, error instanceof Refusal ? error.errno : 22)
    }
    await this.#send(writer, senderPortId)
  }

  /** Every job, in datagrams that the asker has room for, and NLMSG_DONE. */
  async #dump(asked: RawMessage, to: number): Promise<void> {
    const writer = new Writer()
    for (const job of this.#jobs.values()) {
      writeMessage(writer, answering(asked, to, JOB_NEW, NLM_F_MULTI), () => jobCodec.encode(writer, job))
      if (writer.length < 8192) continue
      await this.#send(writer, to)
      writer.reset()
    }
    writeMessage(writer, answering(asked, to, NLMSG_DONE, NLM_F_MULTI), () => writer.reserve(4))
    await this.#send(writer, to)
  }

  #tell(job: Job): void {
    this.#jobs.set(job.id, job)
    const writer = new Writer()
    const header = { type: JOB_NEW, flags: 0, sequence: 0, portId: 0 }
    writeMessage(writer, header, () => jobCodec.encode(writer, job))
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

/** The header of an answer: what it answers is told by number and port id. */
const answering = (asked: RawMessage, to: number, type: number, flags = 0): MessageHeader => ({
  type,
  flags,
  sequence: asked.sequence,
  portId: to
})

/** NLMSG_ERROR: an errno, 0 for an ACK, and the header of what it answers. */
function acknowledge(writer: Writer, asked: RawMessage, to: number, errno: number): void {
  writeMessage(writer, answering(asked, to, NLMSG_ERROR), () => {
    const at = writer.reserve(4)
    writer.view.setInt32(at, -errno, true) // true: host order, see Bytes
    writeMessage(writer, asked, () => {})
  })
}
