/** Actions with conveniences: policers in SI units, interfaces by name. */
import { checkKeys, type KeysOf } from '@nlkit/core'
import { checkDevice, type Device } from '../../devices.ts'
import { isPolicer, police, type Policer } from '../police.ts'
import type { TcAction } from '../verdict.codec.ts'
import type { ActionInput, ActionInputFields } from './codec.ts'
import type { MirredAction, MirredOptionsInput } from './mirred.codec.ts'

/** Where packets go: settings of mirred. */
export interface Redirection {
  /** The interface, by name or index. */
  readonly dev: Device
  /** What is done. Left out: 'egress-redir'. */
  readonly eaction?: MirredAction | undefined
  /** Number of the action; left out, the kernel chooses. */
  readonly index?: number | undefined
  /** What becomes of the packet then. Left out, as tc(8) has it: 'stolen', of a copy's original 'pipe'. */
  readonly action?: TcAction | number | undefined
}

const REDIRECTION_KEYS: KeysOf<Redirection> = {
  dev: true,
  eaction: true,
  index: true,
  action: true
}

/** An action to add. Settings of police may be in SI units, those of mirred name the interface. */
export type ActionChange =
  | ActionInput
  | (ActionInputFields & { readonly kind: 'police'; readonly options: Policer })
  | (ActionInputFields & { readonly kind: 'mirred'; readonly options: Redirection })

/** Actions whose interfaces are still to be asked for. */
export interface WireActions {
  /** By the key that names them: `actions[0].options.dev`. */
  readonly devices: Readonly<Record<string, Device>>
  build(indices: Readonly<Record<string, number>>): ActionInput[]
}

/** The wire's form of actions. @throws TypeError, RangeError for what cannot be meant */
export function wireActions(list: readonly ActionChange[], key: string): WireActions {
  if (!Array.isArray(list)) throw new TypeError(`${key}: expected an array of actions`)
  const devices: Record<string, Device> = {}
  list.forEach((action: ActionChange | null, index) => {
    if (typeof action !== 'object' || action === null)
      throw new TypeError(`${key}[${index}]: expected an object`)
    const { kind, options } = action
    if (!isRedirection(kind, options)) return
    checkKeys(options, REDIRECTION_KEYS, `${key}[${index}].options`)
    const path = `${key}[${index}].options.dev`
    checkDevice(options.dev, path)
    devices[path] = options.dev
  })
  return {
    devices,
    build: (indices) =>
      list.map((action, index) => wireAction(action, indices[`${key}[${index}].options.dev`] ?? 0))
  }
}

function wireAction(action: ActionChange, ifindex: number): ActionInput {
  const { kind, options } = action
  if (isRedirection(kind, options)) return { ...action, options: redirect(options, ifindex) } as ActionInput
  if (typeof options !== 'object' || options === null) return action as ActionInput
  if (kind === 'police' && isPolicer(options)) return { ...action, options: police(options) } as ActionInput
  return kind === 'bpf' ? ({ ...action, options: counted(options) } as ActionInput) : (action as ActionInput)
}

function isRedirection(kind: string | undefined, options: unknown): options is Redirection {
  return kind === 'mirred' && typeof options === 'object' && options !== null && 'dev' in options
}

function redirect(
  { eaction = 'egress-redir', index, action }: Redirection,
  ifindex: number
): MirredOptionsInput {
  const isCopy = eaction === 'egress-mirror' || eaction === 'ingress-mirror'
  return { parms: { eaction, ifindex, index, action: action ?? (isCopy ? 'pipe' : 'stolen') } }
}

/** Programs of classic BPF come with their length. */
export function counted<Options extends object>(options: Options): Options {
  const { ops, opsLen } = options as { ops?: readonly unknown[]; opsLen?: number }
  return ops === undefined || opsLen !== undefined ? options : { ...options, opsLen: ops.length }
}
