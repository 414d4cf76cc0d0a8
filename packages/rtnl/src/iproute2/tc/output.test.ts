/** Captured messages of every kind, printed as the tool printed the same bytes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOf, type Codec } from '@nlkit/core/codec'
import { describe, expect, it } from 'vitest'
import { actionsCodec, type Actions } from '../../tc/actions/codec.ts'
import { chainCodec } from '../../tc/chains/codec.ts'
import { tclassCodec } from '../../tc/classes/codec.ts'
import { tfilterCodec } from '../../tc/filters/codec.ts'
import { qdiscCodec } from '../../tc/qdiscs/codec.ts'
import type { Interfaces, JsonObject } from '../names.ts'
import { NO_JSON, WRONG_KEYS } from './differences.fixture.ts'
import {
  actionToIproute2,
  chainToIproute2,
  classToIproute2,
  filterToIproute2,
  qdiscToIproute2,
  type TcOutput
} from './index.ts'
import { actionToText, classToText, filterToText, qdiscToText, spaced, type Printed } from './text.fixture.ts'

interface Output {
  readonly file: string
  readonly index: number
  readonly what: string
  readonly message: string
  /** With -j, and with -j -s -d. */
  readonly plain?: readonly JsonObject[]
  readonly full?: readonly JsonObject[]
  /** Without, where there is no JSON. */
  readonly text?: string
}

const read = (path: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'))
const { outputs } = read('output.fixture.json') as { outputs: readonly Output[] }
const FRAMES: Readonly<Record<string, readonly { readonly hex: string }[]>> = Object.fromEntries(
  [...new Set(outputs.map(({ file }) => file))].map((file) => [
    file,
    (read(`../../tc/${file}`) as { frames: { hex: string }[] }).frames
  ])
)

const NAMES: Readonly<Record<number, string>> = { 1: 'lo', 2: 'v1', 3: 'v0' }
const interfaces: Interfaces = { nameOf: (index) => NAMES[index] ?? `if${index}`, isUp: () => true }

function decode<T extends object>(codec: Codec<T, never>, { file, index }: Output): T {
  const u8 = Uint8Array.from(Buffer.from(FRAMES[file]?.[index]?.hex ?? '', 'hex'))
  return codec.decode(bytesOf(u8), 0, u8.length)
}

/** What the tool prints a list of, as this library does. */
function ours(of: Output, output: TcOutput): JsonObject[] {
  switch (of.message) {
    case 'qdisc':
      return [qdiscToIproute2(decode(qdiscCodec, of), interfaces, output)]
    case 'tclass':
      return [classToIproute2(decode(tclassCodec, of), interfaces, output)]
    case 'tfilter':
      return [filterToIproute2(decode(tfilterCodec, of), interfaces, output)]
    case 'chain':
      return [chainToIproute2(decode(chainCodec, of), interfaces, output)]
    default:
      return actionList(decode(actionsCodec, of), output)
  }
}

/** Actions of a dump are counted from 0; that of an answer to a question has no count and is number 1. */
function actionList({ tab = [], count }: Actions, output: TcOutput): JsonObject[] {
  const first = count === undefined ? 1 : 0
  return [
    { 'total acts': count ?? 0 },
    {
      actions: tab.map((one, index) => actionToIproute2(one, interfaces, { ...output, order: first + index }))
    }
  ]
}

/** Without a class's or filter's interface, which the tool was asked for. */
const without = (value: unknown, keys: readonly string[]): unknown =>
  JSON.parse(JSON.stringify(value, (key, one: unknown) => (keys.includes(key) ? undefined : one)))

const actionsOf = ([, second]: readonly Printed[]): readonly Printed[] =>
  (second?.['actions'] ?? []) as readonly Printed[]

function kindOf(of: Output): string {
  const [first]: readonly Printed[] = ours(of, {})
  if (of.message === 'actions') {
    // nat and gate do not say their kind.
    const named = actionsOf(ours(of, {})).find((one) => one['kind'] !== undefined)
    return named === undefined ? 'nat' : String(named['kind'])
  }
  return of.message === 'tclass' ? '*' : String(first?.['kind'])
}

describe.each(outputs.filter(({ text }) => text === undefined))('$what, $file $index', (of) => {
  const { keys } = WRONG_KEYS[`${of.message} ${kindOf(of)}`] ?? { keys: [] }

  it('is the same with statistics and details', () => {
    expect(without(ours(of, {}), keys)).toEqual(without(of.full, keys))
  })

  it('is the same without', () => {
    expect(without(ours(of, { statistics: false, details: false }), keys)).toEqual(without(of.plain, keys))
  })
})

const TEXTS: Readonly<Record<string, (of: Printed) => string>> = {
  tclass: classToText,
  qdisc: qdiscToText,
  tfilter: filterToText
}

describe.each(outputs.filter(({ text }) => text !== undefined))('$what, $file $index', (of) => {
  it(`says what the text says: ${NO_JSON[`${of.message} ${kindOf(of)}`]}`, () => {
    expect(Object.keys(NO_JSON)).toContain(`${of.message} ${kindOf(of)}`)
    const list = ours(of, { statistics: false, details: false })
    const text = spaced(of.text ?? '')
    if (of.message === 'actions') {
      for (const [index, action] of actionsOf(list).entries())
        expect(text).toContain(`action order ${index}: ${actionToText(action)}`)
    } else expect(text.slice(0, 400)).toContain(TEXTS[of.message]?.(list[0] ?? {}))
  })
})

it('has each kind for which the JSON is left aside among what was compared', () => {
  const seen = new Set(outputs.map((of) => `${of.message} ${kindOf(of)}`))
  expect(Object.keys(NO_JSON).filter((kind) => !seen.has(kind))).toEqual([])
})
