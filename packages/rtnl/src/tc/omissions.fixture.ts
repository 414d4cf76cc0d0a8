/** What the specs and headers of traffic control have and the schemas here have not, and why. */
export const omissions: Readonly<Record<string, string>> = {
  TC_A_HFSC_ATTRS_RSC: 'The spec has the wrong prefix: it is TCA_HFSC_RSC.',
  TC_A_HFSC_ATTRS_FSC: 'The spec has the wrong prefix: it is TCA_HFSC_FSC.',
  TC_A_HFSC_ATTRS_USC: 'The spec has the wrong prefix: it is TCA_HFSC_USC.',
  TCA_TAPRIO_PAD: 'The old name of TCA_TAPRIO_ATTR_PAD.',
  tc_u32_sel_hdr: 'The front part of tc_u32_sel, for hardware drivers.',
  tc_estimator: 'gnet_estimator under another name.',
  tc_choke_qopt: 'tc_red_qopt under another name.',
  tc_fq_codel_qd_stats: 'The arm of tc_fq_codel_xstats that stands for it here, as in the spec.'
}
