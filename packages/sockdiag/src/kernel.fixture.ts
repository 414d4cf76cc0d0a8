/** Sockets for kernel tests that Node cannot make, and what `ss` says of sockets. */
import { background, ss } from '../../../test/support/kernel.ts'
import type { Background, TestNamespace } from '../../../test/support/kernel.ts'

const PRELUDE = `
import ctypes, json, os, resource, socket, struct, sys, time
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
try: resource.setrlimit(resource.RLIMIT_NOFILE, (max(hard, 20000), max(hard, 20000)))
except (OSError, ValueError): resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
def tell(value=None): print(json.dumps(value), flush=True)
def wait(): return sys.stdin.readline().strip()
def ino(s): return os.fstat(s.fileno()).st_ino
def cookie(s): return hex(struct.unpack('=Q', s.getsockopt(socket.SOL_SOCKET, 57, 8))[0])
`

// Some make thousands of sockets before they say a word.
const PATIENCE = 60_000

/** A python process with sockets of its own; it lives until it is disposed of. */
export class Helper<Told> implements AsyncDisposable {
  readonly #child: Background
  readonly told: Told

  private constructor(child: Background, told: Told) {
    this.#child = child
    this.told = told
  }

  /** Runs the script up to its first `tell(value)`, in this namespace or that one. After its last line it waits. */
  static async start<Told>(script: string, where?: TestNamespace): Promise<Helper<Told>> {
    const within = where === undefined ? [] : ['ip', 'netns', 'exec', where.name]
    const child = background(...within, 'python3', '-c', `${PRELUDE}\n${script}\nwait()\n`)
    try {
      return new Helper<Told>(child, JSON.parse(await child.line('', PATIENCE)) as Told)
    } catch (error) {
      await child.stop()
      throw new Error(`python3: ${child.stderr}`, { cause: error })
    }
  }

  get pid(): number {
    return this.#child.pid
  }

  /** Lets the script's `wait()` return; what it tells next. */
  async next<T>(word = ''): Promise<T> {
    this.#child.write(`${word}\n`)
    return JSON.parse(await this.#child.line('', PATIENCE)) as T
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stop('SIGKILL')
  }
}

/** A line of `ss -HOne`. */
export interface SsSocket {
  readonly state: string
  readonly rqueue: number
  readonly wqueue: number
  /** Address and port as printed. */
  readonly local: string
  readonly peer: string
  readonly uid: number
  readonly ino: number
  /** `0x...` */
  readonly cookie: string
  readonly rest: string
}

/** Sockets over IP as ss tells them: `ssInet('-ta', 'sport = :80')`. */
export async function ssInet(...args: string[]): Promise<SsSocket[]> {
  const text = await ss('-HOne', ...args)
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [state = '', rqueue, wqueue, local = '', peer = '', ...rest] = line.trim().split(/\s+/)
      const more = rest.join(' ')
      const read = (pattern: RegExp): string => pattern.exec(more)?.[1] ?? '0'
      return {
        state,
        rqueue: Number(rqueue),
        wqueue: Number(wqueue),
        local,
        peer,
        uid: Number(read(/uid:(\d+)/)),
        ino: Number(read(/ino:(\d+)/)),
        cookie: `0x${read(/sk:([0-9a-f]+)/)}`,
        rest: more
      }
    })
}

/** The states as ss prints them. */
export const SS_STATES: Readonly<Record<string, string>> = {
  established: 'ESTAB',
  'syn-sent': 'SYN-SENT',
  'syn-recv': 'SYN-RECV',
  'fin-wait1': 'FIN-WAIT-1',
  'fin-wait2': 'FIN-WAIT-2',
  'time-wait': 'TIME-WAIT',
  close: 'UNCONN',
  'close-wait': 'CLOSE-WAIT',
  'last-ack': 'LAST-ACK',
  listen: 'LISTEN',
  closing: 'CLOSING'
}
