import { defineConfig } from 'tsup'
import { divisible } from './scripts/pure.ts'
import { sharedImports } from './scripts/shared-imports.ts'

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
    silent: true
  })
}
