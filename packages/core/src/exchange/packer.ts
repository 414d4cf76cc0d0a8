import { LE, type Writer } from '../codec/index.ts'
import { NLM_F_REQUEST, NLMSG_HDRLEN } from '../message/constants.ts'
import type { RequestSpec } from './spec.ts'

/** Appends one message to a writer; its port id stays 0, the kernel knows the sender from the socket. */
export function pack(writer: Writer, spec: RequestSpec, flags: number, sequence: number): void {
  const start = writer.length
  writer.reserve(NLMSG_HDRLEN)
  spec.body.encode(writer, spec.value)
  const { view } = writer
  view.setUint32(start, writer.length - start, LE)
  view.setUint16(start + 4, spec.type, LE)
  view.setUint16(start + 6, NLM_F_REQUEST | flags, LE)
  view.setUint32(start + 8, sequence, LE)
  writer.align(4)
}
