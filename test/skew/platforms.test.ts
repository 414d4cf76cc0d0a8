/** Where there is no netlink, or no addon: importing and decoding work, and opening says why it does not. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { run } from '../support/kernel.ts'
import { install, write } from './copies.ts'

let tree = ''
beforeAll(() => {
  // A tree without @nlkit/native, as npm makes it where that package's "os" does not fit.
  tree = mkdtempSync(join(tmpdir(), 'nlkit-platforms-'))
  for (const name of ['core', 'rtnl', 'sockdiag', 'uevent']) install({ name, into: tree })
})
afterAll(() => rmSync(tree, { recursive: true, force: true }))

const program = `
  Object.defineProperty(process, 'platform', { value: process.argv[2] })
  const { errnoName } = await import('@nlkit/core')
  const { bytesOf } = await import('@nlkit/core/codec')
  const { addressCodec, Rtnl } = await import('@nlkit/rtnl')
  const { SockDiag } = await import('@nlkit/sockdiag')
  const { parseKernelUevent, Uevent } = await import('@nlkit/uevent')
  const address = new Uint8Array([2, 8, 0, 0, 1, 0, 0, 0, 8, 0, 2, 0, 127, 0, 0, 1])
  const event = new TextEncoder().encode('add@/devices/x\\0ACTION=add\\0DEVPATH=/devices/x\\0SUBSYSTEM=net\\0SEQNUM=7\\0')
  const said = [Rtnl, SockDiag, Uevent].map((one) => {
    try { one.open() } catch (error) { return error.message }
  })
  console.log(JSON.stringify({
    local: addressCodec.decode(bytesOf(address), 0, 16).local,
    action: parseKernelUevent(event).action,
    code: errnoName(-1),
    said: [...new Set(said)]
  }))`

async function on(platform: string): Promise<unknown> {
  const file = write(tree, 'program.mjs', program)
  // pnpm says where all packages of this workspace lie, the addon's among them.
  const env = { NODE_PATH: '' }
  return JSON.parse(await run([process.execPath, '--no-warnings', file, platform], { env })) as unknown
}

it.each(['darwin', 'win32'])('decodes on %s, and says that netlink is Linux`s', async (platform) => {
  expect(await on(platform)).toEqual({
    local: '127.0.0.1',
    action: 'add',
    code: 'EPERM',
    said: [`netlink sockets exist on Linux only, this is ${platform}; decoding works everywhere`]
  })
})

it('decodes on Linux without the addon, and says which package is missing', async () => {
  const result = await on('linux')
  expect(result).toMatchObject({ local: '127.0.0.1', action: 'add', code: 'EPERM' })
  const [said, ...others] = (result as { said: string[] }).said
  expect(others).toEqual([])
  expect(said).toMatch(
    /^@nlkit\/native, an optional dependency of @nlkit\/core, could not be loaded \(linux-\w+\): install it: npm leaves it out with --omit=optional; .*Cannot find module '@nlkit\/native'/s
  )
})
