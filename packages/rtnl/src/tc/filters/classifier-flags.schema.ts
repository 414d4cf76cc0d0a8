/** What filters and devices have to do with each other: TCA_CLS_FLAGS_* in include/uapi/linux/pkt_cls.h. */
import { flags } from '@nlkit/core/schema'

export const classifierFlags = flags('TCA_CLS_FLAGS', [
  ['TCA_CLS_FLAGS_SKIP_HW', 0x1, 'Not by the device.'],
  ['TCA_CLS_FLAGS_SKIP_SW', 0x2, 'Only by the device.'],
  ['TCA_CLS_FLAGS_IN_HW', 0x4, 'The device does it. Set by the kernel.'],
  ['TCA_CLS_FLAGS_NOT_IN_HW', 0x8, 'No device does it. Set by the kernel.'],
  ['TCA_CLS_FLAGS_VERBOSE', 0x10, "The device's reasons come back as a warning."]
])
