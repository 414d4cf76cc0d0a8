import type { CapturedDatagram } from './captured.ts'

/** One datagram as a line of JSON, for tools and for version control: `{"time":..,"protocol":0,"direction":"sent","data":"<hex>"}`. */
export function jsonLine({ protocol, direction, time, data }: CapturedDatagram): string {
  const hex = Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${JSON.stringify({ time, protocol, direction, data: hex })}\n`
}

/** @throws TypeError that names the line which is not one of ours */
export function readJsonLines(text: string): CapturedDatagram[] {
  return text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [readLine(line, i + 1)]))
}

function readLine(line: string, number: number): CapturedDatagram {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new TypeError(`line ${number}: not JSON`, { cause: error })
  }
  const { time = 0, protocol, direction = 'unknown', data } = (value ?? {}) as Record<string, unknown>
  if (typeof data !== 'string' || data.length % 2 !== 0 || /[^0-9a-f]/i.test(data)) {
    throw new TypeError(`line ${number}: data: expected hexadecimal digits`)
  }
  if (!Number.isInteger(protocol) || (protocol as number) < 0 || (protocol as number) > 31) {
    throw new TypeError(`line ${number}: protocol: expected 0 to 31`)
  }
  if (direction !== 'sent' && direction !== 'received' && direction !== 'unknown') {
    throw new TypeError(`line ${number}: direction: expected 'sent', 'received' or 'unknown'`)
  }
  if (typeof time !== 'number' || !Number.isFinite(time))
    throw new TypeError(`line ${number}: time: expected a number`)
  const bytes = Uint8Array.from({ length: data.length / 2 }, (_, i) =>
    Number.parseInt(data.slice(i * 2, i * 2 + 2), 16)
  )
  return { time, protocol: protocol as number, direction, data: bytes }
}
