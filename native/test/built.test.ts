/** What the built addon asks of the machine that loads it. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const addon = join(import.meta.dirname, `../prebuilds/${process.platform}-${process.arch}/nlkit.node`)

/** Versions of the symbols that a shared object needs, from its .gnu.version_r section (struct Elf64_Verneed). */
function neededVersions(file: string): string[] {
  const text = execFileSync('objdump', ['-p', file], { encoding: 'utf8' })
  const section = /Version References:\n([\s\S]*?)\n\n/.exec(`${text}\n\n`)?.[1] ?? ''
  return [...section.matchAll(/\b([A-Z]+_[\d.]+)$/gm)].map((match) => match[1] ?? '')
}

function isAtMost(version: string, most: string): boolean {
  const [left, right] = [version, most].map((one) => one.split('.').map(Number))
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return true
}

describe('the built addon', () => {
  it('needs no newer C and C++ library than Node itself: GLIBC_2.28, GLIBCXX_3.4.21', () => {
    const most: Record<string, string> = { GLIBC: '2.28', GLIBCXX: '3.4.21', CXXABI: '1.3.9', GCC: '4.8' }
    const versions = neededVersions(addon)
    expect(versions.length).toBeGreaterThan(3)
    const tooNew = versions.filter((one) => {
      const [name = '', version = ''] = one.split('_')
      return !isAtMost(version, most[name] ?? '0')
    })
    expect(tooNew).toEqual([])
  })

  it('links the C and C++ libraries and nothing else, and takes Node`s symbols but libuv`s', () => {
    const text = execFileSync('objdump', ['-p', addon], { encoding: 'utf8' })
    const needed = [...text.matchAll(/NEEDED\s+(\S+)/g)].map((match) => match[1] ?? '')
    const allowed = /^(libc|libm|libstdc\+\+|libgcc_s|libpthread|libdl|ld-linux[\w-]*)\.so\.\d+$/
    expect(needed.filter((name) => !allowed.test(name))).toEqual([])
    const symbols = execFileSync('objdump', ['-T', addon], { encoding: 'utf8' })
    expect([...symbols.matchAll(/\buv_\w+/g)]).toEqual([])
    expect(symbols).toMatch(/\*UND\*.*napi_create_threadsafe_function/)
  })

  it('loads on the Node of the system, too', (context) => {
    const node = '/usr/bin/node'
    if (!existsSync(node)) context.skip('no other Node')
    const program = `
      const { createRequire } = require('node:module')
      const { Socket, abi } = createRequire('/')(${JSON.stringify(addon)})
      const socket = Socket.open(2, 3, -1, () => {})
      if (typeof socket === 'number') throw new Error(String(socket))
      console.log(abi, socket.fd > 2, socket.close())`
    expect(execFileSync(node, ['-e', program], { encoding: 'utf8' })).toBe('1 true 0\n')
  })

  it('is found without Node`s streams, which would be most of the time that opening a first socket takes', () => {
    const loader = join(import.meta.dirname, '../index.js')
    const program = `
      const streams = () => process.moduleLoadList.includes('NativeModule internal/fs/streams')
      const before = streams()
      const { abi } = await import(${JSON.stringify(loader)})
      const after = streams()
      console.log(abi, before, after)`
    const args = ['--input-type=module', '-e', program]
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('1 false false\n')
  })

  it('has its number in the loader`s declarations', () => {
    expect(readFileSync(join(import.meta.dirname, '../src/binding.cc'), 'utf8')).toMatch(/"abi", .*1\)/)
  })
})

it('says that it may not be loaded where Node was told so, and not that it is to be built', () => {
  const program = `import(${JSON.stringify(new URL('../index.js', import.meta.url).href)}).catch((error) => console.log(error.message))`
  expect(execFileSync(process.execPath, ['--no-addons', '-e', program], { encoding: 'utf8' })).toMatch(
    /^this process may load no addons \(.*\): it needs --allow-addons beside --permission, and no --no-addons\n$/
  )
})
