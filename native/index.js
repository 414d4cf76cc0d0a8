// The addon: the prebuilt one of this package, or what `node-gyp` has built from its source.
//
// Built-in modules are asked for, not imported: for `import` of node:fs Node reads each of its exports, and with that loads
// its streams, 9 ms of a process's first open().
const { existsSync } = process.getBuiltinModule('node:fs')
const { createRequire } = process.getBuiltinModule('node:module')
const { fileURLToPath } = process.getBuiltinModule('node:url')

const places = [`./prebuilds/${process.platform}-${process.arch}/nlkit.node`, './build/Release/nlkit.node']

function load() {
  const require = createRequire(import.meta.url)
  let cause
  for (const place of places) {
    const path = fileURLToPath(new URL(place, import.meta.url))
    if (!existsSync(path)) continue
    try {
      return require(path)
    } catch (error) {
      // A prebuilt one wants glibc: on a system without, the other is what there is.
      cause ??= error
    }
  }
  if (cause?.code === 'ERR_DLOPEN_DISABLED')
    throw new Error(
      `this process may load no addons (${cause.message}): it needs --allow-addons beside --permission, and no --no-addons`,
      { cause }
    )
  const found = cause === undefined ? 'no prebuilt addon' : `no addon that loads (${cause.message})`
  throw new Error(
    `${found} for ${process.platform}-${process.arch}: build it from its source by \`npm install --no-save node-gyp ` +
      'node-addon-api` and `node node_modules/@nlkit/native/build.mjs` (a C++17 compiler, make and python3 are needed)',
    { cause }
  )
}

const addon = load()

export const Socket = addon.Socket
export const abi = addon.abi
