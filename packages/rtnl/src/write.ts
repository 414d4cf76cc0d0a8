import type { Connection, RequestOptions, RequestSpec } from '@nlkit/core'
import { indexOf, type Device } from './devices.ts'

/**
 * A request that changes something, as a verb makes it out of what the user passed. What can be wrong with it is
 * found when it is made; only the indices of interfaces that were named are still to be asked for.
 */
export interface Write {
  /** Interfaces by the key that names them: `{ dev: 'eth0' }`. */
  readonly devices: Readonly<Record<string, Device>>
  /** The request, given their indices. */
  readonly build: (indices: Readonly<Record<string, number>>) => RequestSpec<never>
}

/** Makes a write that names no interface, or the given ones. */
export function write<In, Out>(
  devices: Readonly<Record<string, Device | undefined>>,
  build: (indices: Readonly<Record<string, number>>) => RequestSpec<In, Out>
): Write {
  const named: Record<string, Device> = {}
  for (const key in devices) {
    const device = devices[key]
    if (device !== undefined) named[key] = device
  }
  return { devices: named, build: build as unknown as Write['build'] }
}

/** The indices of the interfaces, where each is one or has been asked for. */
function indicesOf(
  devices: Write['devices'],
  known?: ReadonlyMap<string, number>
): Record<string, number> | undefined {
  const indices: Record<string, number> = {}
  for (const key in devices) {
    const device = devices[key]
    const index = typeof device === 'string' ? known?.get(device) : device
    if (index === undefined) return undefined
    indices[key] = index
  }
  return indices
}

/**
 * The request of a write, with the indices of its interfaces: a promise only where one has to be asked for.
 * @param known indices by name, of interfaces that have been asked for; added to
 * @throws NetlinkError ENODEV
 */
export function resolveWrite(
  connection: Connection,
  made: Write,
  options?: RequestOptions,
  known?: Map<string, number>
): RequestSpec<never> | Promise<RequestSpec<never>> {
  const indices = indicesOf(made.devices, known)
  return indices === undefined ? askAndBuild(connection, made, options, known) : made.build(indices)
}

async function askAndBuild(
  connection: Connection,
  { devices, build }: Write,
  options?: RequestOptions,
  known?: Map<string, number>
): Promise<RequestSpec<never>> {
  const indices: Record<string, number> = {}
  for (const [key, device] of Object.entries(devices)) {
    if (typeof device === 'number') {
      indices[key] = device
    } else {
      indices[key] = known?.get(device) ?? (await indexOf(connection, device, key, options))
      known?.set(device, indices[key])
    }
  }
  return build(indices)
}

/** Runs a write and waits for its acknowledgement. Each function that awaits would add 0.5 us to it: it is one only where it has to. */
export function runWrite(connection: Connection, made: Write, options?: RequestOptions): Promise<void> {
  const spec = resolveWrite(connection, made, options)
  return spec instanceof Promise
    ? spec.then((asked) => connection.acknowledge(asked, options))
    : connection.acknowledge(spec, options)
}

/** Makes a write of what a verb was passed and runs it; what is wrong with that rejects as well. */
export function runVerb<What>(
  connection: Connection,
  verb: (what: What) => Write,
  what: What,
  options?: RequestOptions
): Promise<void> {
  try {
    return runWrite(connection, verb(what), options)
  } catch (error) {
    return Promise.reject(error)
  }
}
