/** Selectors in an order of trust: a nest of bytes whose types are those of their applications (dcbnl_app_attr_type_get()). */
import { cut, LE, malformed, nameOf, type Bytes, type Writer } from '@nlkit/core/codec'
import type { DcbAppSelector } from './codec.ts'
import { DCB_ATTR_DCB_APP, DCB_ATTR_IEEE_APP, DCB_APP_SEL_PCP, IEEE_8021QAZ_APP_SEL } from './constants.ts'

/** What priorities are chosen by, the first that applies. */
export type DcbAppTrust = (DcbAppSelector | number)[]

const HEADER = 4

export const appTrust = {
  decode({ view, u8 }: Bytes, offset: number, end: number): DcbAppTrust {
    const selectors: DcbAppTrust = []
    for (let at = offset; end - at >= HEADER;) {
      const size = view.getUint16(at, LE)
      if (size < HEADER || size > end - at) malformed(at, size, end)
      if (size === HEADER) cut(at + HEADER, at + size, 1)
      selectors.push(nameOf(IEEE_8021QAZ_APP_SEL, u8[at + HEADER] as number))
      at += (size + 3) & ~3
    }
    return selectors
  },
  encode(writer: Writer, value: Readonly<DcbAppTrust>): void {
    writer.each(value, '', (selector, i) => {
      const number = writer.number(IEEE_8021QAZ_APP_SEL, selector, i)
      writer.attributeU8(number === DCB_APP_SEL_PCP ? DCB_ATTR_DCB_APP : DCB_ATTR_IEEE_APP, number, i)
    })
  },
  locate: (): undefined => undefined
}
