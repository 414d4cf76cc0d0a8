import { UsageError } from '../../shared/errors.ts'
import type { Setting, Kind, WordTable } from './settings.ts'

type Part = Record<string, number>

const part = (values: Record<string, unknown>, key: string): Part => (values[key] ??= {}) as Part

const inPart =
  (key: string, name: string): Setting =>
  ({ values }, words, word) => {
    part(values, key)[name] = words.number(word)
  }

/** `0.875`, in thousandths. */
const samplePoint =
  (key: string): Setting =>
  ({ values }, words, word) => {
    const text = words.take(word)
    if (!/^0?\.\d+$/.test(text))
      throw new UsageError(`${word}: expected a number from 0.000 to 0.999, got '${text}'`)
    part(values, key)['samplePoint'] = Math.trunc(Number(text) * 1000 + 1e-6)
  }

/** Times of a bit; those of data have a `d` before them. */
const times = (before: string, key: string): WordTable => ({
  [`${before}bitrate`]: inPart(key, 'bitrate'),
  [`${before}sample-point`]: samplePoint(key),
  [`${before}tq`]: inPart(key, 'tq'),
  [`${before}phase-seg1`]: inPart(key, 'phaseSeg1'),
  [`${before}phase-seg2`]: inPart(key, 'phaseSeg2'),
  [`${before}prop-seg`]: inPart(key, 'propSeg'),
  [`${before}sjw`]: inPart(key, 'sjw')
})

/** CAN_CTRLMODE_*. */
const MODES = {
  loopback: 0x1,
  'listen-only': 0x2,
  'triple-sampling': 0x4,
  'one-shot': 0x8,
  'berr-reporting': 0x10,
  fd: 0x20,
  'presume-ack': 0x40,
  'fd-non-iso': 0x80,
  'cc-len8-dlc': 0x100
} as const
const TDC = { auto: 0x200, manual: 0x400 } as const

function setMode(values: Record<string, unknown>, bits: number, mask: number): void {
  const mode = part(values, 'ctrlmode')
  mode['flags'] = (mode['flags'] ?? 0) | bits
  mode['mask'] = (mode['mask'] ?? 0) | mask
}

const modes: WordTable = Object.fromEntries(
  Object.entries(MODES).map(([name, bit]): [string, Setting] => [
    name,
    ({ values }, words, word) => setMode(values, words.onOff(word) ? bit : 0, bit)
  ])
)

/** CAN controllers, which are changed and never added. */
export const can: Kind = {
  words: {
    ...times('', 'bittiming'),
    ...times('d', 'dataBittiming'),
    ...modes,
    'tdc-mode': ({ values }, words, word) =>
      setMode(values, words.choice(word, { ...TDC, off: 0 }), TDC.auto | TDC.manual),
    tdcv: inPart('tdc', 'tdcv'),
    tdco: inPart('tdc', 'tdco'),
    tdcf: inPart('tdc', 'tdcf'),
    'restart-ms': (draft, words, word) => draft.set('restartMs', words.number(word)),
    restart: (draft) => draft.set('restart', 1),
    termination: (draft, words, word) => draft.set('termination', words.number(word, { max: 0xffff }))
  }
}
