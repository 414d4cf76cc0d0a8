/** A package on a scripted kernel, and messages for it. */
import { ScriptedKernel, type ScriptedDatagram, type ScriptedSocket } from '@nlkit/core/testing'
import { encodeKernelUevent } from '../message/kernel-message.ts'
import { encodeUdevMessage } from '../message/udev-message.ts'
import { Uevent, type UeventOptions } from '../uevent.ts'

export const kernelCredentials = { pid: 0, uid: 0, gid: 0 }
export const rootCredentials = { pid: 4711, uid: 0, gid: 0 }

/** A scripted kernel, the package on it, and its sockets that have joined a group. */
export function scripted(options: UeventOptions = {}): {
  uevents: Uevent
  kernel: ScriptedKernel
  sockets: () => ScriptedSocket[]
  /** Sends a message of the kernel to all who listen. */
  send: (properties: Record<string, string>) => void
} {
  const kernel = new ScriptedKernel(() => {})
  const uevents = Uevent.open({ transport: kernel, ...options })
  const sockets = (): ScriptedSocket[] => kernel.sockets.filter(({ groups }) => groups.size > 0)
  return {
    uevents,
    kernel,
    sockets,
    send(properties) {
      for (const socket of sockets()) if (socket.groups.has(1)) socket.deliver(ofKernel(properties))
    }
  }
}

export function properties(more: Record<string, string> = {}): Record<string, string> {
  return { ACTION: 'add', DEVPATH: '/devices/x', SUBSYSTEM: 'net', SEQNUM: '1', ...more }
}

export function ofKernel(more: Record<string, string> = {}): ScriptedDatagram {
  return {
    messages: [encodeKernelUevent(properties(more))],
    group: 1,
    senderPortId: 0,
    credentials: kernelCredentials
  }
}

export function ofUdev(more: Record<string, string> = {}): ScriptedDatagram {
  return {
    messages: [encodeUdevMessage(properties(more))],
    group: 2,
    senderPortId: 4711,
    credentials: rootCredentials
  }
}
