/** A program that was bundled for `require()`, as single executables want it: the addon stays beside it. */
import { build } from 'esbuild'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/workspace.ts'
import { run } from '../support/kernel.ts'

/** Makes and runs a program that opens a connection. */
async function bundled(format: 'cjs' | 'esm', define: Record<string, string> = {}): Promise<string> {
  const folder = mkdtempSync(join(root, 'node_modules/.bundle-'))
  try {
    const outfile = join(folder, format === 'cjs' ? 'agent.cjs' : 'agent.mjs')
    await build({
      stdin: {
        contents: `import { Connection, NETLINK_ROUTE } from '@nlkit/core'
        const connection = Connection.open({ protocol: NETLINK_ROUTE })
        console.log(connection.toJSON().protocol)
        connection.close()`,
        resolveDir: root
      },
      bundle: true,
      platform: 'node',
      format,
      conditions: ['nlkit-source'],
      logLevel: 'error',
      outfile,
      define
    })
    return await run([process.execPath, outfile], { timeout: 60_000, env: { NODE_PATH: '' } })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test.each(['cjs', 'esm'] as const)(
  'a bundle of format %s finds the addon that is installed beside it',
  async (format) => expect(await bundled(format)).toBe('NETLINK_ROUTE\n')
)

test.each(['cjs', 'esm'] as const)(
  'so does one of format %s that was made elsewhere and says so, as those of webpack do',
  async (format) => {
    const define = { 'import.meta.url': '"file:///gone/node_modules/@nlkit/core/dist/index.js"' }
    expect(await bundled(format, define)).toBe('NETLINK_ROUTE\n')
  }
)
