/** Functions that read arrays whose positions have names. */
import { sizeOf, type SlotsType } from '@nlkit/core/schema'
import type { GeneratedFile } from '../file.ts'
import { access, decoderOf, property } from '../names.ts'
import { isCounter } from './members.ts'
import { plus, read, views, type Place } from './read.ts'
import { parameters } from './signature.ts'

export function emitSlots(file: GeneratedFile, slots: SlotsType): void {
  const size = sizeOf(slots.element)
  const words = isCounter(slots.element)
  const value = (position: number): string => {
    const offset = position * size
    if (!words) return read(file, slots.element, place(plus('at', offset)))
    const [high, low] = [plus('high', offset), plus('low', offset)]
    return `view.getUint32(${high}, true) === 0 ? view.getUint32(${low}, true) : ${file.use('far')}(view, ${plus('at', offset)})`
  }
  const body: string[] = []
  if (words) body.push(`  const high = at + ${file.use('HIGH')}`, `  const low = at + ${file.use('LOW')}`)
  const last = Math.max(...slots.slots.map((slot) => slot.position)) + 1
  // All of them in one literal, the common case; position by position for kernels that have fewer.
  body.push(`  if (stop - at >= ${last * size}) {`, '    return {')
  for (const { key, position } of slots.slots) body.push(`      ${property(key)}: ${value(position)},`)
  body.push('    }', '  }', `  const out: ${slots.name} = {}`)
  for (const { key, position } of slots.slots) {
    body.push(
      `  if (stop - at < ${(position + 1) * size}) return out`,
      `  ${access('out', key)} = ${value(position)}`
    )
  }
  body.push('  return out')
  const head = `export function ${decoderOf(slots)}(${parameters(file, slots, 'stop')}): ${slots.name} {`
  file.lines.push(head, ...views(body), ...body, '}', '')
}

/** Inside what was checked to be long enough. */
function place(at: string): Place {
  return { at, stop: undefined, isShorter: () => 'false', select: () => 'undefined', depth: '0' }
}
