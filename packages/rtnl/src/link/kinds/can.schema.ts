/** CAN controllers: linux/can/netlink.h, drivers/net/can/dev/netlink.c. */
import {
  array,
  attributes,
  characters,
  enumerated,
  enumeration,
  flagged,
  flags,
  nest,
  struct,
  u16,
  u32
} from '@nlkit/core/schema'

export const canStates = enumeration('CanState', 'CAN_STATE', [
  ['CAN_STATE_ERROR_ACTIVE', 0, 'Fewer than 96 errors.'],
  ['CAN_STATE_ERROR_WARNING', 1, 'Fewer than 128 errors.'],
  ['CAN_STATE_ERROR_PASSIVE', 2, 'Fewer than 256 errors.'],
  ['CAN_STATE_BUS_OFF', 3, 'Too many errors: off the bus.'],
  ['CAN_STATE_STOPPED', 4, 'Stopped.'],
  ['CAN_STATE_SLEEPING', 5, 'Asleep.']
])

export const canCtrlmodes = flags('CAN_CTRLMODE', [
  ['CAN_CTRLMODE_LOOPBACK', 0x1, 'Receives what it sends.'],
  ['CAN_CTRLMODE_LISTENONLY', 0x2, 'Only listens.'],
  ['CAN_CTRLMODE_3_SAMPLES', 0x4, 'Samples thrice.'],
  ['CAN_CTRLMODE_ONE_SHOT', 0x8, 'Sends once only.'],
  ['CAN_CTRLMODE_BERR_REPORTING', 0x10, 'Tells of bus errors.'],
  ['CAN_CTRLMODE_FD', 0x20, 'CAN FD.'],
  ['CAN_CTRLMODE_PRESUME_ACK', 0x40, 'Ignores missing acknowledgements.'],
  ['CAN_CTRLMODE_FD_NON_ISO', 0x80, 'CAN FD as before the standard.'],
  ['CAN_CTRLMODE_CC_LEN8_DLC', 0x100, 'Length codes above 8.'],
  ['CAN_CTRLMODE_TDC_AUTO', 0x200, 'Measures the delay of the transceiver.'],
  ['CAN_CTRLMODE_TDC_MANUAL', 0x400, 'The delay of the transceiver is set.'],
  ['CAN_CTRLMODE_RESTRICTED', 0x800, 'Restricted operation.'],
  ['CAN_CTRLMODE_XL', 0x1000, 'CAN XL.'],
  ['CAN_CTRLMODE_XL_TDC_AUTO', 0x2000, 'CAN XL: measures the delay of the transceiver.'],
  ['CAN_CTRLMODE_XL_TDC_MANUAL', 0x4000, 'CAN XL: the delay of the transceiver is set.'],
  ['CAN_CTRLMODE_XL_TMS', 0x8000, 'CAN XL: switches the mode of the transceiver.']
])

export const canBittiming = struct(
  'can_bittiming',
  '',
  [
    ['bitrate', u32, 'Bits per second.'],
    ['sample_point', u32, 'Sample point, thousandths of a bit.'],
    ['tq', u32, 'Time quantum, nanoseconds.'],
    ['prop_seg', u32, 'Propagation segment, time quanta.'],
    ['phase_seg1', u32, 'First phase segment, time quanta.'],
    ['phase_seg2', u32, 'Second phase segment, time quanta.'],
    ['sjw', u32, 'Synchronisation jump width, time quanta.'],
    ['brp', u32, 'Prescaler.']
  ],
  { doc: 'Times of a bit. Either bitrate, or the rest.' }
)

export const canBittimingConst = struct(
  'can_bittiming_const',
  '',
  [
    ['name', characters(16), 'Name of the controller.'],
    ['tseg1_min', u32, 'Least propagation and first phase segment.'],
    ['tseg1_max', u32, 'Most.'],
    ['tseg2_min', u32, 'Least second phase segment.'],
    ['tseg2_max', u32, 'Most.'],
    ['sjw_max', u32, 'Most synchronisation jump width.'],
    ['brp_min', u32, 'Least prescaler.'],
    ['brp_max', u32, 'Most.'],
    ['brp_inc', u32, 'Step of the prescaler.']
  ],
  { doc: 'What a controller can do.' }
)

export const canClock = struct('can_clock', '', [['freq', u32, 'Frequency, Hz.']], {
  doc: 'Clock of a controller.'
})

export const canCtrlmode = struct(
  'can_ctrlmode',
  '',
  [
    ['mask', flagged(u32, canCtrlmodes), 'Which of them are meant.'],
    ['flags', flagged(u32, canCtrlmodes), 'Values, CAN_CTRLMODE_*.']
  ],
  { doc: 'Modes of a controller.' }
)

export const canBerrCounter = struct(
  'can_berr_counter',
  '',
  [
    ['txerr', u16, 'When sending.'],
    ['rxerr', u16, 'When receiving.']
  ],
  { doc: 'Error counters of a controller.' }
)

export const canDeviceStats = struct(
  'can_device_stats',
  '',
  [
    ['bus_error', u32, 'Errors on the bus.'],
    ['error_warning', u32, 'Changes to error warning.'],
    ['error_passive', u32, 'Changes to error passive.'],
    ['bus_off', u32, 'Changes to bus off.'],
    ['arbitration_lost', u32, 'Arbitrations lost.'],
    ['restarts', u32, 'Restarts.']
  ],
  { doc: 'Statistics of a controller.' }
)

const tdc = attributes(
  'CanTdc',
  'IFLA_CAN_TDC',
  'Compensation of the delay of the transceiver, clock cycles.',
  [
    ['IFLA_CAN_TDC_TDCV_MIN', 1, u32, 'Least value.'],
    ['IFLA_CAN_TDC_TDCV_MAX', 2, u32, 'Most value.'],
    ['IFLA_CAN_TDC_TDCO_MIN', 3, u32, 'Least offset.'],
    ['IFLA_CAN_TDC_TDCO_MAX', 4, u32, 'Most offset.'],
    ['IFLA_CAN_TDC_TDCF_MIN', 5, u32, 'Least filter.'],
    ['IFLA_CAN_TDC_TDCF_MAX', 6, u32, 'Most filter.'],
    ['IFLA_CAN_TDC_TDCV', 7, u32, 'Value.'],
    ['IFLA_CAN_TDC_TDCO', 8, u32, 'Offset.'],
    ['IFLA_CAN_TDC_TDCF', 9, u32, 'Filter window.']
  ]
)

const pwm = attributes('CanPwm', 'IFLA_CAN_PWM', 'CAN XL: pulse width modulation, clock cycles.', [
  ['IFLA_CAN_PWM_PWMS_MIN', 1, u32, 'Least short phase.'],
  ['IFLA_CAN_PWM_PWMS_MAX', 2, u32, 'Most short phase.'],
  ['IFLA_CAN_PWM_PWML_MIN', 3, u32, 'Least long phase.'],
  ['IFLA_CAN_PWM_PWML_MAX', 4, u32, 'Most long phase.'],
  ['IFLA_CAN_PWM_PWMO_MIN', 5, u32, 'Least offset.'],
  ['IFLA_CAN_PWM_PWMO_MAX', 6, u32, 'Most offset.'],
  ['IFLA_CAN_PWM_PWMS', 7, u32, 'Short phase.'],
  ['IFLA_CAN_PWM_PWML', 8, u32, 'Long phase.'],
  ['IFLA_CAN_PWM_PWMO', 9, u32, 'Offset.']
])

const ctrlmodeExt = attributes('CanCtrlmodeExt', 'IFLA_CAN_CTRLMODE', 'More about modes.', [
  ['IFLA_CAN_CTRLMODE_SUPPORTED', 1, flagged(u32, canCtrlmodes), 'Modes that the controller has. Only told.']
])

export const can = attributes('Can', 'IFLA_CAN', 'Settings and state of a CAN controller.', [
  ['IFLA_CAN_BITTIMING', 1, canBittiming, 'Times of a bit.'],
  ['IFLA_CAN_BITTIMING_CONST', 2, canBittimingConst, 'What the controller can do. Only told.'],
  ['IFLA_CAN_CLOCK', 3, canClock, 'Its clock. Only told.'],
  ['IFLA_CAN_STATE', 4, enumerated(u32, canStates), 'Its state. Only told.'],
  ['IFLA_CAN_CTRLMODE', 5, canCtrlmode, 'Its modes.'],
  ['IFLA_CAN_RESTART_MS', 6, u32, 'When it restarts after bus off, milliseconds; 0 is never.'],
  ['IFLA_CAN_RESTART', 7, u32, 'In requests: restart now.'],
  ['IFLA_CAN_BERR_COUNTER', 8, canBerrCounter, 'Its error counters. Only told.'],
  ['IFLA_CAN_DATA_BITTIMING', 9, canBittiming, 'CAN FD: times of a bit of data.'],
  ['IFLA_CAN_DATA_BITTIMING_CONST', 10, canBittimingConst, 'CAN FD: what the controller can do. Only told.'],
  ['IFLA_CAN_TERMINATION', 11, u16, 'Termination, ohm; 0 is none.'],
  ['IFLA_CAN_TERMINATION_CONST', 12, array(u16), 'Terminations that it has. Only told.'],
  ['IFLA_CAN_BITRATE_CONST', 13, array(u32), 'Rates that it has, bits per second. Only told.'],
  ['IFLA_CAN_DATA_BITRATE_CONST', 14, array(u32), 'CAN FD: rates that it has for data. Only told.'],
  ['IFLA_CAN_BITRATE_MAX', 15, u32, 'Highest rate of the transceiver, bits per second. Only told.'],
  ['IFLA_CAN_TDC', 16, nest(tdc), 'Compensation of the delay of the transceiver.'],
  ['IFLA_CAN_CTRLMODE_EXT', 17, nest(ctrlmodeExt), 'Which modes the controller has. Only told.'],
  ['IFLA_CAN_XL_DATA_BITTIMING', 18, canBittiming, 'CAN XL: times of a bit of data.'],
  [
    'IFLA_CAN_XL_DATA_BITTIMING_CONST',
    19,
    canBittimingConst,
    'CAN XL: what the controller can do. Only told.'
  ],
  ['IFLA_CAN_XL_DATA_BITRATE_CONST', 20, array(u32), 'CAN XL: rates that it has for data. Only told.'],
  ['IFLA_CAN_XL_TDC', 21, nest(tdc), 'CAN XL: compensation of the delay of the transceiver.'],
  ['IFLA_CAN_XL_PWM', 22, nest(pwm), 'CAN XL: pulse width modulation.']
])
