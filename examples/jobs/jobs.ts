/** The client: what a program that talks to the build agent works with. */
import {
  Connection,
  NETLINK_USERSOCK,
  type Dump,
  type DumpOptions,
  type MessageMeta,
  type PeerOptions,
  type RequestOptions,
  type RequestSpec,
  type Subscription
} from '@nlkit/core'
import { AGENT_PORT, GROUP_JOBS } from './agent.ts'
import { jobCodec, type Job, type JobInput } from './codec.ts'
import { JOB_GET, JOB_NEW } from './constants.ts'

const add = (value: JobInput): RequestSpec<JobInput, Job> => ({
  type: JOB_NEW,
  name: 'JOB_NEW',
  body: jobCodec,
  value,
  reply: jobCodec
})

const get = (value: JobInput): RequestSpec<JobInput, Job> & { reply: typeof jobCodec } => ({
  ...add(value),
  type: JOB_GET,
  name: 'JOB_GET',
  reply: jobCodec
})

/** A change, and who has told of it. */
export interface JobEvent {
  readonly type: 'job'
  readonly job: Job
  readonly meta: MessageMeta
}

export class Jobs implements Disposable {
  readonly connection: Connection

  /** @param peer whom to believe: the agent's port id and, by default, our own user id or root's */
  constructor(peer: PeerOptions = { portId: AGENT_PORT }) {
    this.connection = Connection.open({ protocol: NETLINK_USERSOCK, peer })
  }

  /** @throws NetlinkError EPERM for other users than the agent's own */
  add(command: string, options?: RequestOptions): Promise<Job> {
    return this.connection.one(add({ command }), options)
  }

  /** @throws NetlinkError ENOENT, ECONNREFUSED where there is no agent */
  get(id: number, options?: RequestOptions): Promise<Job> {
    return this.connection.one(get({ id }), options)
  }

  dump(options?: DumpOptions): Dump<Job> {
    return this.connection.dump(get({}), options)
  }

  /** Every change from now on. Joining a group wants CAP_NET_ADMIN. */
  subscribe(): Subscription<JobEvent> {
    return this.connection.subscribe<JobEvent>({
      groups: [GROUP_JOBS],
      decode: (message) =>
        message.type === JOB_NEW
          ? {
              type: 'job',
              job: jobCodec.decode(message.bytes, message.offset, message.end),
              meta: message.meta()
            }
          : undefined
    })
  }

  [Symbol.dispose](): void {
    this.connection.close()
  }
}
