import type { CapturedDatagram } from '@nlkit/core/capture'

/** What a reader finds in its input. */
export type Item =
  | {
      readonly datagram: CapturedDatagram
      /** Says where in the input a byte of its data is: `byte 56`. */
      place(at: number): string
    }
  | {
      /** What could not be read, and where: a sentence's end. */
      readonly problem: string
      /** Nothing behind it can be read. */
      readonly isEnd?: boolean
    }

/** Takes an input apart as it comes. What it yields is looked at before the next call. */
export interface Reader {
  push(chunk: Uint8Array): Iterable<Item>
  end(): Iterable<Item>
}

/** No datagram is larger: the kernel makes parts of dumps of 32 KiB, and takes what fits a send buffer. Past it an input is broken. */
export const MOST_BYTES = 1 << 22
