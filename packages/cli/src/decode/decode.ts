import { Command } from 'commander'
import { ToldError } from '../shared/errors.ts'
import { optionsOf, type Format } from '../shared/options.ts'
import { write } from '../shared/print.ts'
import { visible } from '../shared/safe-text.ts'
import type { DecodedMessage } from './decoded.ts'
import { Decoder } from './decoder.ts'
import { inputOf } from './input/input.ts'
import { messageJson } from './json.ts'
import { protocolOf } from './protocol-option.ts'
import { readItems, UnknownFormatError } from './input/read-items.ts'
import { messageText } from './text.ts'

/** Characters that are gathered before they are written. */
const ENOUGH_TEXT = 65_536

/** Problems that are told one by one; of what is no capture at all there would be one for each line. */
const MOST_TOLD = 100

/** `nlkit decode FILE`: what is in a capture, on any system. */
export function decodeCommand(): Command {
  return new Command('decode')
    .description('what is in a capture (pcap, pcapng, lines of JSON) or in hexadecimal text, on any system')
    .argument('<file>', 'the capture, - for standard input')
    .option(
      '--protocol <protocol>',
      'the netlink protocol of hexadecimal text, by number or name',
      protocolOf
    )
    .action(async (file: string, { protocol }: { protocol?: number }, self: Command) => {
      await decode(file, optionsOf(self).format, protocol)
    })
}

/** @throws ToldError when a part could not be read; it was told on standard error, with its place */
async function decode(file: string, format: Format, protocol: number | undefined): Promise<void> {
  const decoder = new Decoder()
  const out = new Output(format)
  let problems = 0
  const tell = (what: string): void => {
    problems += 1
    if (problems > MOST_TOLD) return
    process.stderr.write(`nlkit: ${visible(`${file}: ${what}`)}\n`)
  }
  try {
    for await (const item of readItems(inputOf(file), protocol)) {
      if ('problem' in item) {
        tell(item.problem)
        continue
      }
      for (const message of decoder.decode(item.datagram)) {
        await out.add(message)
        const { problem, name } = message
        if (problem !== undefined) tell(`${name} at ${item.place(problem.offset)}: ${problem.reason}`)
      }
    }
  } catch (error) {
    if (!(error instanceof UnknownFormatError)) throw error
    tell(error.message)
  } finally {
    await out.end()
  }
  if (problems > MOST_TOLD) {
    process.stderr.write(`nlkit: ${visible(file)}: and ${problems - MOST_TOLD} more that could not be read\n`)
  }
  if (problems > 0) throw new ToldError(1)
}

/** Messages on standard output, in the format that was asked for. */
class Output {
  readonly #format: Format
  #text = ''
  #isFirst = true

  constructor(format: Format) {
    this.#format = format
  }

  async add(message: DecodedMessage): Promise<void> {
    if (this.#format === 'table') this.#text += `${messageText(message, process.stdout)}\n`
    else if (this.#format.endsWith('ndjson')) this.#text += `${messageJson(message)}\n`
    else this.#text += `${this.#isFirst ? '[' : ',\n'}${messageJson(message)}`
    this.#isFirst = false
    if (this.#text.length >= ENOUGH_TEXT) await this.#flush()
  }

  async end(): Promise<void> {
    const isArray = this.#format === 'json' || this.#format === 'raw-json'
    if (isArray) this.#text += this.#isFirst ? '[]\n' : ']\n'
    await this.#flush()
  }

  async #flush(): Promise<void> {
    const text = this.#text
    this.#text = ''
    await write(text)
  }
}
