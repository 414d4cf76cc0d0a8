/**
 * Filters for udev's group that the kernel runs, on the hashes in the messages' headers. They let through what a filter
 * wants and, by the nature of hashes, now and then something more, which JavaScript then leaves out. What is not a
 * message of udev is let through as well: it has to be counted.
 */
import type { BpfInstruction } from '@nlkit/core'
import { filterHash, tagBloom } from '../message/tag-bloom.ts'
import {
  UDEV_DEVTYPE_HASH_OFFSET,
  UDEV_HEADER_SIZE,
  UDEV_MAGIC,
  UDEV_MAGIC_OFFSET,
  UDEV_SUBSYSTEM_HASH_OFFSET,
  UDEV_TAG_BLOOM_HIGH_OFFSET,
  UDEV_TAG_BLOOM_LOW_OFFSET
} from '../message/udev-message.ts'
import type { ReadFilter, SubsystemTerm } from './filter.ts'

// include/uapi/linux/bpf_common.h
const LD_W_ABS = 0x20
const LD_W_LEN = 0x80
const ALU_AND_K = 0x54
const JMP_JA = 0x05
const JMP_JEQ_K = 0x15
const JMP_JGE_K = 0x35
const RET_K = 0x06

const BPF_MAXINSNS = 4096
const ALL = 0xffffffff

/** The program for a filter; undefined when it says nothing that can be asked in the kernel, or too much. */
export function compileUdevFilter(filter: ReadFilter): BpfInstruction[] | undefined {
  const tags = filter.tags
  const subsystems = exactSubsystems(filter.subsystems)
  if (tags === undefined && subsystems === undefined) return undefined
  const program = [
    // A load beyond the end of the datagram would drop it.
    statement(LD_W_LEN, 0),
    jump(JMP_JGE_K, UDEV_HEADER_SIZE, 1, 0),
    statement(RET_K, ALL),
    statement(LD_W_ABS, UDEV_MAGIC_OFFSET),
    jump(JMP_JEQ_K, UDEV_MAGIC, 1, 0),
    statement(RET_K, ALL),
    ...(tags === undefined ? [] : tagSection(tags)),
    ...(subsystems === undefined ? [statement(RET_K, ALL)] : subsystemSection(subsystems))
  ]
  return program.length > BPF_MAXINSNS ? undefined : program
}

/** Goes on behind its end when all bits of one of the tags are set. */
function tagSection(tags: readonly string[]): BpfInstruction[] {
  const blockSize = 7
  const end = tags.length * blockSize + 1
  return [
    ...tags.flatMap((tag, i) => {
      const { high, low } = tagBloom([tag])
      return [
        statement(LD_W_ABS, UDEV_TAG_BLOOM_HIGH_OFFSET),
        statement(ALU_AND_K, high),
        jump(JMP_JEQ_K, high, 0, 4),
        statement(LD_W_ABS, UDEV_TAG_BLOOM_LOW_OFFSET),
        statement(ALU_AND_K, low),
        jump(JMP_JEQ_K, low, 0, 1),
        // Relative to what follows it.
        statement(JMP_JA, end - (i + 1) * blockSize)
      ]
    }),
    statement(RET_K, 0)
  ]
}

/** Lets through when one of the subsystems is the message's, and its devtype where one is wanted. */
function subsystemSection(subsystems: readonly ExactSubsystem[]): BpfInstruction[] {
  return [
    ...subsystems.flatMap(({ subsystem, devtype }) => {
      const load = statement(LD_W_ABS, UDEV_SUBSYSTEM_HASH_OFFSET)
      const pass = statement(RET_K, ALL)
      if (devtype === undefined) return [load, jump(JMP_JEQ_K, filterHash(subsystem), 0, 1), pass]
      return [
        load,
        jump(JMP_JEQ_K, filterHash(subsystem), 0, 3),
        statement(LD_W_ABS, UDEV_DEVTYPE_HASH_OFFSET),
        jump(JMP_JEQ_K, filterHash(devtype), 0, 1),
        pass
      ]
    }),
    statement(RET_K, 0)
  ]
}

interface ExactSubsystem {
  readonly subsystem: string
  readonly devtype?: string
}

/** A hash says nothing about a pattern: a devtype that is one is left out, a subsystem that is one spoils the list. */
function exactSubsystems(terms: readonly SubsystemTerm[] | undefined): ExactSubsystem[] | undefined {
  if (terms === undefined || terms.some(({ subsystem }) => subsystem.isPattern)) return undefined
  return terms.map(({ subsystem, devtype }) =>
    devtype === undefined || devtype.isPattern
      ? { subsystem: subsystem.text }
      : { subsystem: subsystem.text, devtype: devtype.text }
  )
}

function statement(code: number, k: number): BpfInstruction {
  return { code, jt: 0, jf: 0, k }
}

function jump(code: number, k: number, jt: number, jf: number): BpfInstruction {
  return { code, jt, jf, k }
}
