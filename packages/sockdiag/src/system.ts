/**
 * Node's built-in modules, looked up when they are needed: importing this package must work where there is no Node at all
 * (a browser that decodes a capture), and a bundler is to find nothing that it has to replace.
 */
interface Builtins {
  'node:dns/promises': typeof import('node:dns/promises')
  'node:fs': typeof import('node:fs')
  'node:fs/promises': typeof import('node:fs/promises')
  'node:timers/promises': typeof import('node:timers/promises')
}

/** @throws Error where there is no Node.js */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  // In a browser there is no `process`, whatever the types say.
  const host: NodeJS.Process | undefined = globalThis.process
  const module = host?.getBuiltinModule?.(name)
  if (module === undefined)
    throw new Error(`${name}, which this takes, exists in Node.js only; decoding works everywhere`)
  return module
}
