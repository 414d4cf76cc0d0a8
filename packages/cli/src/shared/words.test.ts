import { describe, expect, it } from 'vitest'
import { UsageError } from './errors.ts'
import { readWords, Words } from './words.ts'

const read = (text: string): Record<string, unknown> => {
  const words = new Words(text.split(' ').filter(Boolean))
  const found: Record<string, unknown> = {}
  readWords(
    words,
    {
      dev: () => (found['dev'] = words.take('dev')),
      mtu: () => (found['mtu'] = words.number('mtu', { min: 68, max: 65535 })),
      learning: () => (found['learning'] = words.onOff('learning')),
      proto: () => (found['proto'] = words.named('proto', { static: 4, kernel: 2 }, { max: 255 })),
      hop: () => (found['hops'] = [...((found['hops'] as string[] | undefined) ?? []), words.take('hop')])
    },
    {
      repeated: ['hop'],
      bare: (word) => {
        if (!word.includes('.')) return false
        found['bare'] = word
        return true
      }
    }
  )
  return found
}

describe('words', () => {
  it('are read in any order, keywords with what is behind them', () => {
    expect(read('mtu 0x5dc 10.0.0.1 dev eth0 learning off hop a hop b proto static')).toEqual({
      mtu: 1500,
      bare: '10.0.0.1',
      dev: 'eth0',
      learning: false,
      hops: ['a', 'b'],
      proto: 'static'
    })
    expect(read('proto 42 dev mtu')).toEqual({ proto: 42, dev: 'mtu' })
  })

  it.each([
    ['dev', "dev: missing at the end of 'dev'"],
    ['mtu 12', "mtu: expected a whole number from 68 to 65535, got '12'"],
    ['mtu 1e3', "mtu: expected a whole number from 68 to 65535, got '1e3'"],
    ['mtu -1', "mtu: expected a whole number from 68 to 65535, got '-1'"],
    ['dev a dev b', "'dev' comes twice"],
    ['learning yes', "learning: expected one of on, off, got 'yes'"],
    ['proto toString', "proto: expected one of static, kernel or a number, got 'toString'"],
    ['constructor', "'constructor': expected one of dev, mtu, learning, proto, hop"]
  ])('%s is told what is wrong with it', (text, message) => {
    expect(() => read(text)).toThrow(new UsageError(message))
  })
})
