import type { BpfInstruction } from '@nlkit/core'

/**
 * Runs a classic BPF program as the kernel does: what it returns is how much of the packet passes, 0 nothing. Source of truth:
 * Documentation/networking/filter.rst. Only what filters of this package are made of.
 */
export function runProgram(program: readonly BpfInstruction[], packet: Uint8Array): number {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  let a = 0
  for (let pc = 0; pc < program.length; pc++) {
    const instruction = program[pc]
    if (instruction === undefined) break
    const { code, jt, jf, k } = instruction
    switch (code) {
      case 0x20: // ld [k]
        if (k + 4 > packet.length) return 0
        a = view.getUint32(k)
        break
      case 0x80: // ld #len
        a = packet.length
        break
      case 0x54: // and #k
        a = (a & k) >>> 0
        break
      case 0x05: // ja k
        pc += k
        break
      case 0x15: // jeq #k
        pc += a === k ? jt : jf
        break
      case 0x35: // jge #k
        pc += a >= k ? jt : jf
        break
      case 0x06: // ret #k
        return k
      default:
        throw new Error(`no instruction 0x${code.toString(16)}`)
    }
  }
  throw new Error('the program has no end')
}
