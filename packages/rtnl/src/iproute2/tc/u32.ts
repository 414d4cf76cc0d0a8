/** The u32 filter: u32_print_opt() of f_u32.c. */
import { formatU32Handle } from '../../tc/filters/u32-handle.ts'
import type { TcU32Sel, U32Options } from '../../tc/filters/u32.codec.ts'
import { TC_U32_EAT, TC_U32_OFFSET, TC_U32_VAROFFSET } from '../../tc/filters/u32.constants.ts'
import { present, type Interfaces, type JsonObject } from '../names.ts'
import { actionsJson } from './action.ts'
import { offloadJson } from './classifier-flags.ts'
import { oldPoliceJson } from './filters-plain.ts'
import { classText } from './handles.ts'
import { hexadecimal, type TcOutput } from './numbers.ts'

export function u32Json(
  options: U32Options,
  handle: number,
  interfaces: Interfaces,
  output: TcOutput
): JsonObject {
  const { divisor, hash, link, sel, pcnt, mark } = options
  const { statistics = true } = output
  const counts = statistics ? pcnt : undefined
  return present({
    fh: handle === 0 ? undefined : formatU32Handle(handle),
    order: (handle & 0xfff) === 0 ? undefined : handle & 0xfff,
    ...(divisor === undefined ? tableJson(hash) : { ht_divisor: divisor }),
    flowid: options.classid === undefined ? undefined : classText(options.classid),
    link: link === undefined ? undefined : formatU32Handle(link),
    ...offloadJson(options.flags),
    rule_hit: counts?.rcnt,
    fwmark_value: mark === undefined ? undefined : hexadecimal(mark.val),
    fwmark_mask: mark === undefined ? undefined : hexadecimal(mark.mask),
    fwmark_success: mark?.success,
    ...matchJson(sel),
    // Of several keys `match` and `success` the last ones count.
    success: counts === undefined ? undefined : (counts.kcnts.at((sel?.keys.length ?? 0) - 1) ?? counts.rhit),
    ...nextJson(sel),
    ...oldPoliceJson(options.police, output),
    input_dev: options.indev,
    actions: actionsJson(options.act, interfaces, output)
  })
}

function tableJson(hash: number | undefined): JsonObject {
  if (hash === undefined) return {}
  return { key_ht: (hash >>> 20).toString(16), bkt: ((hash >>> 12) & 0xff).toString(16) }
}

function matchJson(sel: TcU32Sel | undefined): JsonObject {
  const key = sel?.keys.at(-1)
  if (key === undefined) return {}
  return {
    match: {
      value: key.val.toString(16),
      mask: key.mask.toString(16),
      offmask: key.offmask === 0 ? '' : 'nexthdr+',
      off: key.off
    }
  }
}

/** Where the next table looks; the tool writes words without a key among these, which is no JSON. */
function nextJson(sel: TcU32Sel | undefined): JsonObject {
  if (sel === undefined) return {}
  const isVariable = (sel.flags & TC_U32_VAROFFSET) !== 0
  const hasOffset = (sel.flags & (TC_U32_VAROFFSET | TC_U32_OFFSET)) !== 0
  return present({
    offset_mask: hasOffset && isVariable ? sel.offmask.toString(16) : undefined,
    offset_shift: hasOffset && isVariable ? sel.offshift : undefined,
    offset_off: hasOffset && isVariable ? sel.offoff : undefined,
    plus: hasOffset && sel.off !== 0 ? sel.off : undefined,
    eat: (sel.flags & TC_U32_EAT) === 0 ? undefined : true,
    hash_mask: sel.hmask === 0 ? undefined : sel.hmask.toString(16),
    hash_off: sel.hmask === 0 ? undefined : sel.hoff
  })
}
