/** Whether this machine is little-endian: netlink is in host order, and DataView wants to be told. */
export const LE: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** Where the high and the low word of a 64-bit number in host order are. */
export const HIGH: number = LE ? 4 : 0
export const LOW: number = LE ? 0 : 4
