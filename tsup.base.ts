import { defineConfig, type Options } from 'tsup'
import { divisible } from './scripts/pure.ts'
import { sharedImports } from './scripts/shared-imports.ts'

type Plugin = NonNullable<Options['plugins']>[number]

/**
 * JavaScript of one package, an entry per subpath of its exports map. Code splitting puts what entries share in
 * chunks, so that a class is one class whichever entry it is imported from. Declarations come from tsc.
 */
export function bundle(entry: Record<string, string>): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    splitting: true,
    sourcemap: true,
    treeshake: false,
    clean: true,
    dts: false,
    esbuildPlugins: [divisible, sharedImports],
    plugins: [withoutPaths],
    silent: true
  })
}

/**
 * Source maps tell what comes from where, and esbuild says it once more over each module: 5 % of what core ships. The lines stay, so
 * that the maps hold.
 */
const withoutPaths: Plugin = {
  name: 'without-paths',
  renderChunk: (code, { map = null }) => ({
    code: code.replaceAll(/^\/\/ (\.\.\/)*src\/.*$/gm, '//'),
    map
  })
}
