import { Option, type Command } from 'commander'
import type { DeviceFilter, EventFilter } from '@nlkit/uevent'
import { UsageError } from '../shared/errors.ts'

/** The options that choose devices, as they are given. */
export interface FilterOptions {
  readonly subsystem?: readonly string[]
  readonly sysname?: readonly string[]
  readonly tag?: readonly string[]
  readonly property?: readonly string[]
}

const collect = (text: string, before: readonly string[] | undefined): string[] => [...(before ?? []), text]

/** Adds the options that choose devices. */
export function addFilters(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--subsystem <name>',
        'of this subsystem, or subsystem/devtype; like the others, a shell pattern, may be given several times'
      ).argParser(collect)
    )
    .addOption(new Option('--sysname <name>', 'with this last part of the path').argParser(collect))
    .addOption(new Option('--tag <tag>', "with this tag of udev's").argParser(collect))
    .addOption(
      new Option('--property <key[=value]>', 'with this property, or with this value of it').argParser(
        collect
      )
    )
}

/** @throws UsageError for a property without a name */
export function filterOf({ subsystem, sysname, tag, property }: FilterOptions): DeviceFilter {
  return {
    ...(subsystem !== undefined && { subsystem }),
    ...(sysname !== undefined && { sysname }),
    ...(tag !== undefined && { tag }),
    ...(property !== undefined && { property: propertiesOf(property) })
  }
}

export function eventFilterOf(options: FilterOptions, action: readonly string[] | undefined): EventFilter {
  return { ...filterOf(options), ...(action !== undefined && { action }) }
}

/** An option that may be given several times. */
export const several = (flags: string, description: string): Option =>
  new Option(flags, description).argParser(collect)

/** Values of one key are alternatives, keys must all hold. */
function propertiesOf(texts: readonly string[]): Record<string, string[] | true> {
  const properties = new Map<string, string[] | true>()
  for (const text of texts) {
    const [, key = '', , value] = /^([^=]*)(=(.*))?$/s.exec(text) ?? []
    if (key === '') throw new UsageError(`--property: expected KEY or KEY=VALUE, got '${text}'`)
    const known = properties.get(key)
    if (value === undefined) properties.set(key, true)
    else if (known !== true) properties.set(key, [...(known ?? []), value])
  }
  return Object.fromEntries(properties)
}
