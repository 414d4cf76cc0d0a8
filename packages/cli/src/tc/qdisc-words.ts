import { UsageError } from '../shared/errors.ts'
import { readWords, type Keywords, type Words } from '../shared/words.ts'
import { microsecondsOf, rateOf, shareOf, sizeOf, timeOf } from './units.ts'

type Settings = Record<string, unknown>

/** What is behind a kind, for kinds that have settings in words. All others, and all other settings, come by --object. */
const KINDS: Readonly<Record<string, (words: Words, into: Settings) => Keywords>> = {
  pfifo: limit,
  bfifo: (words, into) => {
    return { limit: () => (into['limit'] = sizeOf(words, 'limit')) }
  },
  pfifo_head_drop: limit,
  fq_codel: (words, into) => {
    return {
      ...codel(words, into),
      flows: () => (into['flows'] = words.number('flows', { min: 1, max: 65536 })),
      quantum: () => (into['quantum'] = sizeOf(words, 'quantum')),
      memory_limit: () => (into['memoryLimit'] = sizeOf(words, 'memory_limit')),
      drop_batch: () => (into['dropBatchSize'] = words.number('drop_batch'))
    }
  },
  codel,
  pie: (words, into) => {
    return {
      ...limit(words, into),
      ...ecn(into),
      target: () => (into['target'] = microsecondsOf(words, 'target')),
      tupdate: () => (into['tupdate'] = microsecondsOf(words, 'tupdate')),
      alpha: () => (into['alpha'] = words.number('alpha', { max: 32 })),
      beta: () => (into['beta'] = words.number('beta', { max: 32 }))
    }
  },
  fq: (words, into) => {
    return {
      limit: () => (into['plimit'] = words.number('limit')),
      flow_limit: () => (into['flowPlimit'] = words.number('flow_limit')),
      quantum: () => (into['quantum'] = sizeOf(words, 'quantum')),
      initial_quantum: () => (into['initialQuantum'] = sizeOf(words, 'initial_quantum')),
      buckets: () => (into['bucketsLog'] = Math.log2(words.number('buckets', { min: 1 }))),
      pacing: () => (into['rateEnable'] = 1),
      nopacing: () => (into['rateEnable'] = 0)
    }
  },
  sfq: (words, into) => {
    const v0: Settings = {}
    into['v0'] = v0
    return {
      ...limit(words, v0),
      quantum: () => (v0['quantum'] = sizeOf(words, 'quantum')),
      perturb: () => (v0['perturbPeriod'] = words.number('perturb')),
      divisor: () => (v0['divisor'] = words.number('divisor'))
    }
  },
  tbf: (words, into) => {
    const burst = (): void => void (into['burst'] = sizeOf(words, 'burst'))
    const mtu = (): void => void (into['mtu'] = sizeOf(words, 'mtu'))
    return {
      rate: () => (into['rate'] = rateOf(words, 'rate')),
      burst,
      buffer: burst,
      limit: () => (into['limit'] = sizeOf(words, 'limit')),
      latency: () => (into['latency'] = timeOf(words, 'latency')),
      peakrate: () => (into['peakrate'] = rateOf(words, 'peakrate')),
      mtu,
      minburst: mtu,
      mpu: () => (into['mpu'] = sizeOf(words, 'mpu')),
      overhead: () => (into['overhead'] = words.number('overhead', { max: 0xffff }))
    }
  },
  netem: (words, into) => {
    const share = (word: string, key: string): void => {
      into[`${key}Probability`] = shareOf(words, word)
      if (isNext(words, '%')) into[`${key}Correlation`] = shareOf(words, word)
    }
    return {
      ...limit(words, into),
      delay: () => {
        into['delay'] = timeOf(words, 'delay')
        if (isNext(words, 's')) into['delayJitter'] = timeOf(words, 'delay')
        if (isNext(words, '%')) into['delayCorrelation'] = shareOf(words, 'delay')
      },
      loss: () => {
        words.accept('random')
        share('loss', 'loss')
      },
      duplicate: () => share('duplicate', 'duplicate'),
      corrupt: () => share('corrupt', 'corrupt'),
      reorder: () => share('reorder', 'reorder'),
      gap: () => (into['gap'] = words.number('gap')),
      rate: () => (into['rate'] = rateOf(words, 'rate')),
      ecn: () => (into['ecn'] = true)
    }
  },
  htb: (words, into) => {
    const init: Settings = { rate2quantum: 10 }
    return {
      default: () => {
        init['defcls'] = Number.parseInt(words.take('default').replace(/^0x/i, ''), 16)
        into['init'] = init
      },
      r2q: () => {
        init['rate2quantum'] = words.number('r2q', { min: 1 })
        into['init'] = init
      }
    }
  },
  prio: (words, into) => {
    return {
      bands: () => (into['bands'] = words.number('bands', { min: 2, max: 16 })),
      priomap: () =>
        (into['priomap'] = Array.from({ length: 16 }, () => words.number('priomap', { max: 15 })))
    }
  }
}

/** Kinds without settings. */
const PLAIN = ['ingress', 'clsact', 'mq', 'noqueue', 'pfifo_fast', 'drr']

/** What tc(8) sends of these kinds when nothing is said of it. */
const DEFAULTS: Readonly<Record<string, Settings>> = {
  prio: { bands: 3, priomap: [1, 2, 2, 2, 1, 2, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1] }
}

const NOTHING: Keywords = {}

/** Reads a kind's settings, to the end of the words; undefined where there are none. */
export function readOptions(kind: string, words: Words): Settings | undefined {
  const into: Settings = { ...DEFAULTS[kind] }
  const keywords = KINDS[kind]?.(words, into)
  if (keywords === undefined && words.left > 0 && !PLAIN.includes(kind))
    throw new UsageError(`'${kind}' has no words here: --object takes the settings of every kind`)
  if (keywords === undefined && words.left > 0)
    throw new UsageError(`'${words.rest().join(' ')}': ${kind} has no settings`)
  readWords(words, keywords ?? NOTHING)
  return Object.keys(into).length === 0 ? undefined : into
}

function limit(words: Words, into: Settings): Keywords {
  return { limit: () => (into['limit'] = words.number('limit')) }
}

function ecn(into: Settings): Keywords {
  return { ecn: () => (into['ecn'] = 1), noecn: () => (into['ecn'] = 0) }
}

function codel(words: Words, into: Settings): Keywords {
  return {
    ...limit(words, into),
    ...ecn(into),
    target: () => (into['target'] = microsecondsOf(words, 'target')),
    interval: () => (into['interval'] = microsecondsOf(words, 'interval')),
    ce_threshold: () => (into['ceThreshold'] = microsecondsOf(words, 'ce_threshold'))
  }
}

/** Whether the next word is a number that ends so. */
function isNext(words: Words, end: string): boolean {
  const word = words.peek() ?? ''
  return /^\d/.test(word) && word.endsWith(end)
}
