import { expect, test } from 'vitest'
import { fqCodelJson } from './qdiscs-fair.ts'

test('of fq_codel it is said for which packets the threshold is where it is not for all', () => {
  const told = { ceThreshold: 1000 }
  expect(fqCodelJson({ ...told, ceThresholdSelector: 0, ceThresholdMask: 0 })).toEqual({ ce_threshold: 1000 })
  expect(fqCodelJson({ ...told, ceThresholdSelector: 0, ceThresholdMask: 3 })).toEqual({
    ce_threshold: 1000,
    ce_threshold_selector: 0,
    ce_threshold_mask: 3
  })
})
