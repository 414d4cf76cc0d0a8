/** Where the JSON of tc of iproute2 6.1 cannot be compared with, and why. */

/** No JSON at all, or text in the middle of it: by the message and its kind. The text without `-j` stands for it. */
export const NO_JSON: Readonly<Record<string, string>> = {
  'tclass *': 'tc class show writes text whatever it was asked for',
  'qdisc hfsc': 'q_hfsc.c prints `default 11 `, since 6.8 a number',
  'qdisc multiq': 'q_multiq.c prints `bands 1/2 ` in every version',
  'tfilter basic': 'm_ematch.c prints extended matches as text in every version',
  'tfilter cgroup': 'f_cgroup.c prints its handle as text, m_ematch.c its matches',
  'tfilter flow': 'f_flow.c prints text, since 6.8 JSON',
  'tfilter fw': 'f_fw.c prints text, since 6.8 JSON',
  'tfilter route': 'f_route.c prints text, since 6.8 two keys `name`',
  'tfilter u32':
    'f_u32.c prints words without a key where there is an offset; statistics of an old policer are text',
  'actions skbmod': 'm_skbmod.c prints text',
  'actions simple': 'm_simple.c prints text in every version'
}

/** JSON that says something else than the message: by the message and its kind, the keys and why. */
export const WRONG_KEYS: Readonly<
  Record<string, { readonly keys: readonly string[]; readonly why: string }>
> = {
  'actions nat': { keys: ['old_addr'], why: 'm_nat.c counts the bits of the mask from the wrong end' },
  'qdisc netem': {
    keys: ['loss-state', 'loss-gemodel'],
    why: 'q_netem.c does not know a nest by its flag, and leaves it out'
  },
  'qdisc mqprio': {
    keys: ['min_rate', 'max_rate'],
    why: 'q_mqprio.c does not know a nest by its flag, and leaves it out'
  },
  'tfilter flower': { keys: ['gtp_opt_key', 'gtp_opt_mask'], why: 'f_flower.c prints them in its text alone' }
}
