import type { Connection, RequestOptions, RequestSpec } from '@nlkit/core'
import { indexOf, type Device } from './devices.ts'

/**
 * What a verb makes of what the user passed: the request, or what is to become one when the indices of interfaces that
 * were named have been asked for. What can be wrong with it is found when it is made.
 */
export type Write = RequestSpec<never> | UnresolvedWrite

interface UnresolvedWrite {
  /** Interfaces by the key that names them: `{ dev: 'eth0' }`. */
  readonly devices: Devices
  /** The request, given their indices. */
  readonly build: (indices: Readonly<Record<string, number>>) => RequestSpec<never>
}

type Devices = Readonly<Record<string, Device | undefined>>

/** Makes a write that names the given interfaces. */
export function write<In, Out>(
  devices: Devices,
  build: (indices: Readonly<Record<string, number>>) => RequestSpec<In, Out>
): Write {
  const indices = indicesOf(devices)
  return indices === undefined
    ? { devices, build: build as unknown as UnresolvedWrite['build'] }
    : writeOf(build(indices))
}

/** A write that has nothing to do with interfaces, or knows their indices. */
export function writeOf<In, Out>(spec: RequestSpec<In, Out>): Write {
  return spec as unknown as RequestSpec<never>
}

/** The indices of the interfaces, where each is one or has been asked for. */
function indicesOf(
  devices: Devices,
  known?: ReadonlyMap<string, number>
): Record<string, number> | undefined {
  const indices: Record<string, number> = {}
  for (const key in devices) {
    const device = devices[key]
    if (device === undefined) continue
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
  if (!('build' in made)) return made
  const indices = indicesOf(made.devices, known)
  return indices === undefined ? askAndBuild(connection, made, options, known) : made.build(indices)
}

async function askAndBuild(
  connection: Connection,
  { devices, build }: UnresolvedWrite,
  options?: RequestOptions,
  known?: Map<string, number>
): Promise<RequestSpec<never>> {
  const indices: Record<string, number> = {}
  for (const [key, device] of Object.entries(devices)) {
    if (typeof device === 'number') {
      indices[key] = device
    } else if (device !== undefined) {
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
