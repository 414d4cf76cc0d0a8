import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shareImports } from './shared-imports.ts'

test('imports of our packages are shared, others and types stay as they are', () => {
  const text = [
    "import { short, type Bytes } from '@nlkit/core/codec'",
    "import type { Codec } from '@nlkit/core/codec'",
    "import { isIP } from 'node:net'",
    "import { x } from './x.ts'"
  ]
  expect(shareImports(text.join('\n'), 'a.ts').split('\n')).toEqual([
    "import { short, type Bytes } from 'shared:@nlkit/core/codec'",
    ...text.slice(1)
  ])
})

test('a bundle of many modules imports each thing once', async () => {
  const folder = mkdtempSync(join(import.meta.dirname, '../.nlkit-shared-'))
  try {
    for (const name of ['a', 'b']) {
      writeFileSync(
        join(folder, `${name}.ts`),
        `import { Connection, NetlinkError } from '@nlkit/core'\nexport const ${name} = [Connection, NetlinkError]\n`
      )
    }
    writeFileSync(join(folder, 'index.ts'), "export * from './a.ts'\nexport * from './b.ts'\n")
    const { build } = await import('tsup')
    const { sharedImports } = await import('./shared-imports.ts')
    await build({
      config: false,
      entry: [join(folder, 'index.ts')],
      outDir: join(folder, 'out'),
      format: 'esm',
      external: [/^@nlkit\//],
      silent: true,
      esbuildPlugins: [
        {
          name: 'sharing',
          setup: (build) => {
            build.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
              contents: shareImports(readFileSync(path, 'utf8'), path),
              loader: 'ts'
            }))
          }
        },
        sharedImports
      ]
    })
    const file = join(folder, 'out/index.js')
    const code = readFileSync(file, 'utf8')
    expect(code.match(/^import .*$/gm)).toEqual([
      expect.stringMatching(/^import \{ Connection, NetlinkError \} from ['"]@nlkit\/core['"];?$/)
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
