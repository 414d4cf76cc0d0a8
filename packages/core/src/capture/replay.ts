import { bytesOf, LE } from '../codec/index.ts'
import { NLM_F_ACK, NLMSG_DONE, NLMSG_HDRLEN } from '../message/constants.ts'
import { ScriptedKernel } from '../testing/scripted-kernel.ts'
import type { CapturedDatagram } from './captured.ts'

const ENOENT = 2

interface Answer {
  readonly datagrams: Uint8Array[]
  isUsed: boolean
}

/**
 * A kernel that answers as one did when a capture was taken: a request that was made then (same type, flags and
 * payload) is answered with the same datagrams, the same request again with its next answer, or its last. Anything else
 * is refused with ENOENT. Hand it to `Connection.open({ transport })`.
 */
export function replay(capture: readonly CapturedDatagram[]): ScriptedKernel {
  const answers = answersOf(capture)
  return new ScriptedKernel((request) => {
    const known = answers.get(keyOf(request.type, request.flags, request.payload))
    const answer = known?.find(({ isUsed }) => !isUsed) ?? known?.at(-1)
    if (answer === undefined) {
      request.error(ENOENT, { message: 'not in the capture' })
      return
    }
    answer.isUsed = true
    for (const datagram of answer.datagrams) {
      request.send(readdressed(datagram, request.sequence, request.socket.portId))
    }
  })
}

/** Answers by request: what came with its sequence number, up to the next request of the same number. */
function answersOf(capture: readonly CapturedDatagram[]): Map<string, Answer[]> {
  const answers = new Map<string, Answer[]>()
  const open = new Map<number, Answer>()
  for (const { direction, data } of capture) {
    for (const { type, flags, sequence, payload } of messagesOf(data)) {
      if (direction !== 'sent') continue
      const answer: Answer = { datagrams: [], isUsed: false }
      const key = keyOf(type, flags, payload)
      const list = answers.get(key)
      if (list === undefined) answers.set(key, [answer])
      else list.push(answer)
      open.set(sequence, answer)
    }
    const first = direction === 'received' ? messagesOf(data)[0] : undefined
    if (first !== undefined) open.get(first.sequence)?.datagrams.push(data)
  }
  return answers
}

interface Part {
  readonly at: number
  readonly type: number
  readonly flags: number
  readonly sequence: number
  readonly payload: Uint8Array
}

function messagesOf(data: Uint8Array): Part[] {
  const { view } = bytesOf(data)
  const parts: Part[] = []
  for (let at = 0; at + NLMSG_HDRLEN <= data.length;) {
    const length = view.getUint32(at, LE)
    if (length < NLMSG_HDRLEN || at + length > data.length) break
    parts.push({
      at,
      type: view.getUint16(at + 4, LE),
      flags: view.getUint16(at + 6, LE),
      sequence: view.getUint32(at + 8, LE),
      payload: data.subarray(at + NLMSG_HDRLEN, at + length)
    })
    at += (length + 3) & ~3
  }
  return parts
}

/** ACKs may have been asked for or not: what is asked is the same. */
function keyOf(type: number, flags: number, payload: Uint8Array): string {
  return `${type}:${flags & ~NLM_F_ACK}:${payload.join(' ')}`
}

function readdressed(datagram: Uint8Array, sequence: number, portId: number): Uint8Array {
  const copy = datagram.slice()
  const { view } = bytesOf(copy)
  for (const { at, type } of messagesOf(copy)) {
    view.setUint32(at + 8, sequence, LE)
    view.setUint32(at + 12, portId, LE)
    if (type === NLMSG_DONE) break
  }
  return copy
}
