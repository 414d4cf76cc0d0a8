import { readFileSync } from 'node:fs'

/** What ports and protocols are called, as far as they have names. */
export interface PortNames {
  port(transport: string, port: number): string
  protocol(number: number): string
}

/** Numbers alone, as `ss -n` shows them. */
export const NUMBERS_ONLY: PortNames = { port: (_, port) => String(port), protocol: String }

/** The names of /etc/services and /etc/protocols. */
export function hostNames(): PortNames {
  const services = new Map<string, string>()
  for (const [name, place] of pairsOf('/etc/services')) {
    if (!services.has(place)) services.set(place, name)
  }
  const protocols = new Map(pairsOf('/etc/protocols').map(([name, number]) => [Number(number), name]))
  return {
    port: (transport, port) => services.get(`${port}/${transport}`) ?? String(port),
    protocol: (number) => protocols.get(number) ?? String(number)
  }
}

/** First and second word of each line. */
function pairsOf(path: string): [string, string][] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return [] // Minimal systems have none.
  }
  return text.split('\n').flatMap((line) => {
    const [name, value] = line.replace(/#.*/, '').trim().split(/\s+/)
    return name === undefined || value === undefined ? [] : [[name, value] as [string, string]]
  })
}
