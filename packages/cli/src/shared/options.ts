import { type Command, Option } from 'commander'

/** How results are printed. */
export type Format = 'table' | 'json' | 'ndjson' | 'raw-json' | 'raw-ndjson'

/** The options that every command takes, before or behind its name. */
export interface Options {
  readonly netns: string | undefined
  readonly format: Format
  /** The family that is asked for, as `ip -4` and `ip -6` do. */
  readonly family: 'inet' | 'inet6' | undefined
  /** Statistics beside, as `ip -s` prints them. */
  readonly stats: boolean
}

/** Adds them to the program: commander lets all its commands have them. */
export function addOptions(program: Command): Command {
  return program
    .addOption(
      new Option('--netns <name>', 'the network namespace to look at: a name under /run/netns, or a path')
    )
    .addOption(new Option('-4, --ipv4', 'of IPv4').conflicts('ipv6'))
    .addOption(new Option('-6, --ipv6', 'of IPv6'))
    .addOption(new Option('-s, --stats', 'with statistics, ages and the like'))
    .addOption(new Option('--json', "print iproute2's JSON: what `ip -j -d` prints").conflicts('ndjson'))
    .addOption(new Option('--ndjson', 'the same, an object a line, as they come'))
    .addOption(
      new Option('--raw-json', "print the library's own objects; with --ndjson an object a line").conflicts(
        'json'
      )
    )
}

/** What was said of them, of whichever command. */
export function optionsOf(command: Command): Options {
  const { netns, json, ndjson, rawJson, ipv4, ipv6, stats } = command.optsWithGlobals<{
    netns?: string
    json?: boolean
    ndjson?: boolean
    rawJson?: boolean
    ipv4?: boolean
    ipv6?: boolean
    stats?: boolean
  }>()
  return {
    netns,
    format: formatOf(json === true, ndjson === true, rawJson === true),
    family: ipv4 === true ? 'inet' : ipv6 === true ? 'inet6' : undefined,
    stats: stats === true
  }
}

function formatOf(json: boolean, ndjson: boolean, raw: boolean): Format {
  if (raw) return ndjson ? 'raw-ndjson' : 'raw-json'
  if (ndjson) return 'ndjson'
  return json ? 'json' : 'table'
}
