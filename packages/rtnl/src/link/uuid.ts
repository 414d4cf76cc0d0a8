import { cut, type Bytes, type Writer } from '@nlkit/core/codec'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A UUID in the order of its text (RFC 9562), as IFLA_PORT_INSTANCE_UUID has it: 16 bytes, PORT_UUID_MAX. */
export const uuid = {
  decode({ u8 }: Bytes, at: number, end: number): string {
    if (end - at < 16) cut(at, end, 16)
    let text = ''
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) text += '-'
      text += (u8[at + i] ?? 0).toString(16).padStart(2, '0')
    }
    return text
  },

  encode(writer: Writer, value: string): void {
    if (!UUID.test(value)) writer.mistake('', `'${value}' is not a UUID`)
    const digits = value.replaceAll('-', '')
    writer.bytes(
      Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16))
    )
  },

  locate: (): undefined => undefined
}
