/** Captures of what connections send and receive: to files that Wireshark reads, and back as a kernel that replays them. */
import type { CapturedDatagram } from './captured.ts'
import { readJsonLines } from './json-lines.ts'
import { isPcap, readPcap } from './pcap.ts'

export type { CapturedDatagram } from './captured.ts'
export { jsonLine, readJsonLines } from './json-lines.ts'
export { packetDatagram, pcapFormat, pcapHeader, pcapPacket, readPcap } from './pcap.ts'
export type { PcapFormat } from './pcap.ts'
export { record } from './record.ts'
export type { Recording } from './record.ts'
export { replay } from './replay.ts'

/** The datagrams of a capture in either format. @throws TypeError for what is neither */
export function readCapture(bytes: Uint8Array): CapturedDatagram[] {
  return isPcap(bytes) ? readPcap(bytes) : readJsonLines(new TextDecoder().decode(bytes))
}
