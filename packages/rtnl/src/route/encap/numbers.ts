/** Numbers of encapsulations in the kernel's spelling. */
export * from './bpf.constants.ts'
export * from './ila.constants.ts'
export * from './ioam6.constants.ts'
export * from './ip.constants.ts'
export * from './mpls.constants.ts'
export * from './rpl.constants.ts'
export * from './seg6.constants.ts'
export * from './xfrm.constants.ts'
