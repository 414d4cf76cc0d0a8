/** What generated things are called, and lines of generated text. */
import { lowerFirst, nameOf, type Entity } from './entities.ts'

export function decoderOf(entity: Entity): string {
  return `decode${nameOf(entity)}`
}

export function encoderOf(entity: Entity): string {
  return `encode${nameOf(entity)}`
}

export function pathsOf(entity: Entity): string {
  return `${lowerFirst(nameOf(entity))}Paths`
}

const WIDTH = 110

/** A documentation comment: on one line where it fits. */
export function comment(text: string, indent = ''): string[] {
  const clean = text.replaceAll('*/', '* /')
  if (clean === '') return []
  const single = `${indent}/** ${clean} */`
  if (single.length <= WIDTH) return [single]
  const lines: string[] = []
  let line = ''
  for (const word of clean.split(' ')) {
    if (line !== '' && indent.length + 3 + line.length + 1 + word.length > WIDTH) {
      lines.push(`${indent} * ${line}`)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [`${indent}/**`, ...lines, `${indent} * ${line}`, `${indent} */`]
}

/** A key in an object literal or a type: quoted only where it must be. */
export function property(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key}'`
}

/** Access to a key. */
export function access(object: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${object}.${key}` : `${object}['${key}']`
}

export function indent(lines: readonly string[], by = '  '): string[] {
  return lines.map((line) => (line === '' ? '' : by + line))
}

/** The codec object of a message. */
export function lowerCodec(entity: Entity): string {
  return `${lowerFirst(nameOf(entity))}Codec`
}

/** A value as a switch's case. */
export function caseLabel(value: string): string {
  return /^\d+$/.test(value) ? value : `'${value}'`
}
