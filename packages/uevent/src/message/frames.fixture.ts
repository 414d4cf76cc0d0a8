/** Messages as they were captured, or as the test suites of other libraries have them. */
import type { Properties } from './properties.ts'

export interface Frame {
  readonly source: string
  readonly hex: string
  /** The properties in their order. */
  readonly properties: Properties
}

export const kernelFrames: readonly Frame[] = [
  {
    source: 'mdlayher/kobject, client_test.go: no NUL at its end',
    hex:
      '616464402f646576696365732f7465737400414354494f4e3d61646400444556504154483d2f646576696365732f74657374005355' +
      '4253595354454d3d74657374005345514e554d3d31',
    properties: { ACTION: 'add', DEVPATH: '/devices/test', SUBSYSTEM: 'test', SEQNUM: '1' }
  },
  {
    source: 'mdlayher/kobject, client_test.go: a TAP interface',
    hex:
      '72656d6f7665402f646576696365732f7669727475616c2f6e65742f7461703000414354494f4e3d72656d6f766500444556504154' +
      '483d2f646576696365732f7669727475616c2f6e65742f746170300053554253595354454d3d6e6574005345514e554d3d34363336' +
      '00494e544552464143453d74617030004946494e4445583d3238',
    properties: {
      ACTION: 'remove',
      DEVPATH: '/devices/virtual/net/tap0',
      SUBSYSTEM: 'net',
      SEQNUM: '4636',
      INTERFACE: 'tap0',
      IFINDEX: '28'
    }
  },
  {
    source: 'pilebones/go-udev, uevent_test.go: TestParseUEvent',
    hex:
      '616464402f646576696365732f706369303030303a30302f303030303a30303a31342e302f757362322f322d312f322d313a312e32' +
      '2f303030333a303446323a303937362e303030382f6869647261772f6869647261773400414354494f4e3d616464004445564e414d' +
      '453d6869647261773400444556504154483d2f646576696365732f706369303030303a30302f303030303a30303a31342e302f7573' +
      '62322f322d312f322d313a312e322f303030333a303446323a303937362e303030382f6869647261772f6869647261773400' +
      '4d414a4f523d323437004d494e4f523d34005345514e554d3d323536390053554253595354454d3d68696472617700',
    properties: {
      ACTION: 'add',
      DEVNAME: 'hidraw4',
      DEVPATH: '/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.2/0003:04F2:0976.0008/hidraw/hidraw4',
      MAJOR: '247',
      MINOR: '4',
      SEQNUM: '2569',
      SUBSYSTEM: 'hidraw'
    }
  },
  {
    source: 'svinota/pyroute2, uevent_udevd_backlight.dump: captured from a kernel',
    hex:
      '6368616e6765402f646576696365732f706369303030303a30302f303030303a30303a30322e302f64726d2f63617264302f636172' +
      '64302d6544502d312f696e74656c5f6261636b6c6967687400414354494f4e3d6368616e676500444556504154483d2f6465766963' +
      '65732f706369303030303a30302f303030303a30303a30322e302f64726d2f63617264302f63617264302d6544502d312f696e7465' +
      '6c5f6261636b6c696768740053554253595354454d3d6261636b6c6967687400534f555243453d7379736673005345514e554d3d31' +
      '3933373200',
    properties: {
      ACTION: 'change',
      DEVPATH: '/devices/pci0000:00/0000:00:02.0/drm/card0/card0-eDP-1/intel_backlight',
      SUBSYSTEM: 'backlight',
      SOURCE: 'sysfs',
      SEQNUM: '19372'
    }
  },
  {
    source: 'captured on Linux 6.18: `ip link set va name vc`',
    hex:
      '6d6f7665402f646576696365732f7669727475616c2f6e65742f766300414354494f4e3d6d6f766500444556504154483d2f646576' +
      '696365732f7669727475616c2f6e65742f76630053554253595354454d3d6e657400444556504154485f4f4c443d2f646576696365' +
      '732f7669727475616c2f6e65742f766100494e544552464143453d7663004946494e4445583d33005345514e554d3d313336333300',
    properties: {
      ACTION: 'move',
      DEVPATH: '/devices/virtual/net/vc',
      SUBSYSTEM: 'net',
      DEVPATH_OLD: '/devices/virtual/net/va',
      INTERFACE: 'vc',
      IFINDEX: '3',
      SEQNUM: '13633'
    }
  }
]

export const udevFrames: readonly Frame[] = [
  {
    source: 'svinota/pyroute2, uevent_kernel_backlight.dump: captured from udevd',
    hex:
      '6c69627564657600feedcafe2800000028000000a1010000c370b302000000000208040010c00001554445565f4441544142415345' +
      '5f56455253494f4e3d3100414354494f4e3d6368616e676500444556504154483d2f646576696365732f706369303030303a30302f' +
      '303030303a30303a30322e302f64726d2f63617264302f63617264302d6544502d312f696e74656c5f6261636b6c69676874005355' +
      '4253595354454d3d6261636b6c6967687400534f555243453d7379736673005345514e554d3d313933373100555345435f494e4954' +
      '49414c495a45443d313535383438333700544147533d3a73797374656d643a736561743a004e564d455f484f53545f49464143453d' +
      '6e6f6e650043555252454e545f544147533d3a73797374656d643a736561743a0049445f504154483d7063692d303030303a30303a' +
      '30322e300049445f504154485f5441473d7063692d303030305f30305f30325f300049445f464f525f534541543d6261636b6c6967' +
      '68742d7063692d303030305f30305f30325f300053595354454d445f57414e54533d73797374656d642d6261636b6c696768744062' +
      '61636b6c696768743a696e74656c5f6261636b6c696768742e7365727669636500',
    properties: {
      UDEV_DATABASE_VERSION: '1',
      ACTION: 'change',
      DEVPATH: '/devices/pci0000:00/0000:00:02.0/drm/card0/card0-eDP-1/intel_backlight',
      SUBSYSTEM: 'backlight',
      SOURCE: 'sysfs',
      SEQNUM: '19371',
      USEC_INITIALIZED: '15584837',
      TAGS: ':systemd:seat:',
      NVME_HOST_IFACE: 'none',
      CURRENT_TAGS: ':systemd:seat:',
      ID_PATH: 'pci-0000:00:02.0',
      ID_PATH_TAG: 'pci-0000_00_02_0',
      ID_FOR_SEAT: 'backlight-pci-0000_00_02_0',
      SYSTEMD_WANTS: 'systemd-backlight@backlight:intel_backlight.service'
    }
  }
]

/** mdlayher/kobject, client_test.go: a first line, and nothing else. */
export const headerOnly = '616464402f646576696365732f74657374'

/** pilebones/go-udev, uevent_test.go: magic 0xfeedcaff. */
export const wrongMagic =
  '6c69627564657600feedcaff2800000028000000d50300008afa90c8000000000200040010800000414354494f4e3d72656d' +
  '6f766500444556504154483d666f6f00'

export function bytesOfHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

export function bytesOfText(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}
