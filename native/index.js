// The addon: the prebuilt one of this package, or what `node-gyp` has built from its source.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const places = [`./prebuilds/${process.platform}-${process.arch}/nlkit.node`, './build/Release/nlkit.node']
const found = places
  .map((place) => fileURLToPath(new URL(place, import.meta.url)))
  .find((path) => existsSync(path))

if (found === undefined) {
  throw new Error(
    `no prebuilt addon for ${process.platform}-${process.arch}: build it in this package's folder with ` +
      '`npx node-gyp rebuild` (a C++17 compiler, make and python3 are needed)'
  )
}

const addon = createRequire(import.meta.url)(found)

export const Socket = addon.Socket
export const abi = addon.abi
