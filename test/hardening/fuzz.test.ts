/** Every decoder on bytes that nobody sends: led by coverage, then by number. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { DecodeError } from '@nlkit/core/codec'
import { allDecoders, corpus, type Decoder } from './codecs.ts'
import { Coverage } from './coverage.ts'
import { isLong, record } from './figures.ts'
import { mutate, randomFrom } from './mutations.ts'

const INPUTS = isLong ? Number(process.env['NLKIT_HARDENING_INPUTS'] ?? 10_000_000) : 12_000
/** Of these so many are led by coverage, in rounds of so many for one decoder. */
const LED = isLong ? INPUTS / 10 : 5_000
const ROUND = isLong ? 1000 : 100
/** Milliseconds for 64 KiB, and how often one is tried that takes longer than a tenth of it. */
const MOST = 50
const TRIES = isLong ? 5 : 1

const seed = Number(process.env['NLKIT_SEED'] ?? Date.now() % 1_000_000_007)
const random = randomFrom(seed)
const findings = new Map<string, string>()
let worst = 0

/** Whether it was decoded. What it throws that is no DecodeError is a finding. */
function decodes({ name, decode }: Decoder, bytes: Uint8Array): boolean {
  try {
    decode(bytes)
    return true
  } catch (error) {
    if (!DecodeError.is(error)) {
      findings.set(`${name}: ${String(error)}`, Buffer.from(bytes).toString('hex'))
    }
    return false
  }
}

/** Milliseconds of the processor that we have used: others use the machine, too. */
function clock(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Of one that seems slow the best of five: the engine compiles and collects in between. */
function timeOf(decoder: Decoder, bytes: Uint8Array): number {
  let best = Infinity
  for (let i = 0; i < TRIES; i++) {
    const start = clock()
    decodes(decoder, bytes)
    best = Math.min(best, clock() - start)
    if (best < MOST / 10) break
  }
  return best
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}

const decoders = await allDecoders()
const seeds = corpus().filter((_, i) => isLong || i % 4 === 0)

/** What each starts from: what it reads, and a few that it does not. */
const queues = decoders.map((decoder) => {
  const read = seeds.filter((bytes) => decodes(decoder, bytes))
  return [
    ...read.slice(0, 60),
    ...Array.from({ length: 8 }, () => seeds[random(seeds.length)] ?? new Uint8Array(8))
  ]
})

function inputFrom(queue: readonly Uint8Array[]): Uint8Array {
  const pick = (): Uint8Array => queue[random(queue.length)] ?? new Uint8Array(8)
  return mutate(pick(), pick(), random)
}

/** Looks among these for one that runs what never ran, by halves. */
function newest(decoder: Decoder, inputs: readonly Uint8Array[], coverage: Coverage): Uint8Array | undefined {
  let among = inputs
  while (among.length > 1) {
    const half = among.slice(0, among.length >> 1)
    for (const bytes of half) decodes(decoder, bytes)
    among = coverage.isNew() ? half : among.slice(among.length >> 1)
  }
  const [one] = among
  if (one === undefined) return undefined
  decodes(decoder, one)
  return coverage.isNew() ? one : undefined
}

/** Runs these, and puts those that are new to the queue, eight at the most. */
function explore(
  decoder: Decoder,
  queue: Uint8Array[],
  inputs: readonly Uint8Array[],
  coverage: Coverage
): void {
  for (let i = 0; i < 8; i++) {
    for (const bytes of inputs) decodes(decoder, bytes)
    if (!coverage.isNew()) return
    const one = newest(decoder, inputs, coverage)
    coverage.keep()
    if (one === undefined) return
    queue.push(one)
  }
}

it('all decoders decode or throw DecodeError, whatever they get', { timeout: 3_600_000 }, () => {
  const start = queues.reduce((sum, queue) => sum + queue.length, 0)
  const coverage = new Coverage()
  for (const [at, decoder] of decoders.entries())
    for (const bytes of queues[at] ?? []) decodes(decoder, bytes)
  coverage.isNew()
  coverage.keep()
  const known = coverage.found
  let count = 0
  for (let round = 0; count < LED; round++) {
    const at = round % decoders.length
    const [decoder, queue] = [decoders[at], queues[at]]
    if (decoder === undefined || queue === undefined) continue
    const inputs = Array.from({ length: ROUND }, () => inputFrom(queue))
    explore(decoder, queue, inputs, coverage)
    count += inputs.length
  }
  const blocks = coverage.found - known
  coverage.stop()
  const grown = queues.reduce((sum, queue) => sum + queue.length, 0) - start

  const before = heapUsed()
  for (; count < INPUTS; count++) {
    const at = count % decoders.length
    const [decoder, queue] = [decoders[at], queues[at]]
    if (decoder === undefined || queue === undefined) continue
    const bytes = inputFrom(queue)
    const begun = performance.now()
    decodes(decoder, bytes)
    if (performance.now() - begun > MOST) worst = Math.max(worst, timeOf(decoder, bytes))
  }
  const growth = (heapUsed() - before) / 1048576
  expect({ seed, found: [...findings] }).toEqual({ seed, found: [] })
  expect(growth).toBeLessThan(16)
  if (isLong) expect(worst).toBeLessThan(MOST)
  record({
    title: 'Fuzzing',
    text: "Mutated messages into every decoder: the first led by V8's block coverage, the others out of the corpus that these have left. Whatever is thrown that is no DecodeError is a finding. A row for each run.",
    columns: [
      'seed',
      'decoders',
      'inputs',
      'led by coverage',
      'steps into code that no seed reached',
      'inputs kept for that',
      'findings',
      'growth of the heap, MiB'
    ],
    rows: [[seed, decoders.length, count, LED, blocks, grown, findings.size, growth.toFixed(1)]],
    addsUp: true
  })
})

/** 64 KiB of each kind: random, zero, one attribute's bytes over and over, nests in nests. */
function large(header: Uint8Array): Uint8Array[] {
  const size = 65_536
  const noise = Uint8Array.from({ length: size }, () => random(256))
  const repeated = new Uint8Array(size)
  for (let at = 0; at < size; at += header.length) repeated.set(header.subarray(0, size - at), at)
  const tiny = new Uint8Array(size)
  const nested = new Uint8Array(size)
  for (let at = 0; at + 4 <= size; at += 4) {
    const type = 1 + random(40)
    tiny.set([4, 0, type, 0], at)
    nested.set([(size - at) & 0xff, ((size - at) >> 8) & 0xff, type, 0x80], at)
  }
  const behind = (tail: Uint8Array): Uint8Array => {
    const out = tail.slice()
    out.set(header.subarray(0, Math.min(header.length, 72)))
    return out
  }
  return [noise, new Uint8Array(size), repeated, behind(tiny), behind(nested), behind(noise)]
}

it('64 KiB take a decoder no longer than they should', { timeout: 600_000 }, () => {
  let slowest = ['', 0] as [string, number]
  let count = 0
  for (const [at, decoder] of decoders.entries()) {
    for (const header of (queues[at] ?? []).slice(0, isLong ? 16 : 1)) {
      if (header.length === 0) continue
      for (const bytes of large(header)) {
        const time = timeOf(decoder, bytes)
        count += 1
        if (time > slowest[1]) slowest = [decoder.name, time]
      }
    }
  }
  expect({ seed, found: [...findings] }).toEqual({ seed, found: [] })
  expect(count).toBeGreaterThan(decoders.length)
  // By the clock only where nobody else keeps it from running.
  if (isLong) expect(slowest).toSatisfy(([, time]) => time < MOST)
  record({
    title: '64 KiB at once',
    text: 'Random bytes, zeroes, a message over and over, empty attributes, nests in nests: the best of up to five tries.',
    columns: ['inputs', 'slowest decoder', 'ms'],
    rows: [[count, slowest[0], slowest[1].toFixed(2)]]
  })
})
