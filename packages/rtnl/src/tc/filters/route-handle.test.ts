import { expect, test } from 'vitest'
import { routeFilterHandle } from './route-handle.ts'

// What tc(8) of iproute2 6.1 makes of them on Linux 6.12: `filter show` tells it as fh.
test.each([
  [{ to: 3, from: 5 }, 0x0005_0003],
  [{ to: 3 }, 0xffff_0003],
  [{ from: 5 }, 0x0005_8000],
  [{ to: 3, iif: 1 }, 0x8001_0003],
  [{ iif: 1 }, 0x8001_8000],
  [{}, 0xffff_8000]
])('of %j', (options, handle) => {
  expect(routeFilterHandle(options)).toBe(handle)
})
