import { open } from 'node:fs/promises'

/** The bytes of a file, or of standard input for `-`, in parts. */
export async function* inputOf(file: string): AsyncGenerator<Uint8Array, undefined> {
  if (file === '-') {
    for await (const chunk of process.stdin) yield chunk as Uint8Array
    return undefined
  }
  const handle = await open(file)
  try {
    const buffer = new Uint8Array(CHUNK)
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK)
      if (bytesRead === 0) return undefined
      yield buffer.slice(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}

const CHUNK = 65_536
