/** Runs every program in the documents, in a namespace with an eth0 on which something happens all the time. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Background, ipBatch, run, patience } from '../support/kernel.ts'
import { BlockProcess } from './block-process.ts'
import { codeBlocks } from './code-blocks.ts'

const root = new URL('../../', import.meta.url).pathname
/** Inside the workspace, so that its packages resolve. */
const folder = `${root}.nlkit/documents-${process.pid}`

const markdown = (folderName: string): string[] =>
  readdirSync(root + folderName)
    .filter((name) => name.endsWith('.md'))
    .map((name) => folderName + name)

const readmes = ['packages/', 'tools/', '']
  .flatMap((folderName) => readdirSync(root + folderName).map((name) => `${folderName}${name}/README.md`))
  .filter((path) => existsSync(root + path))

const documents = [...markdown(''), ...markdown('docs/'), ...markdown('docs/guides/'), ...readmes]

let traffic: Background | undefined

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  await ipBatch([
    'link add eth0 type veth peer name eth1',
    'link set eth0 up',
    'link set eth1 up',
    'link set lo up',
    'addr add 192.0.2.2/24 dev eth0',
    'route add default via 192.0.2.1'
  ])
  const changes = [
    'link set eth0 mtu 1400',
    'link add hot0 type bridge',
    'link set eth0 mtu 1500',
    'link del hot0'
  ]
  const lines = changes.join('\\n')
  traffic = new Background(['sh', '-c', `while :; do printf '${lines}\\n' | ip -batch -; sleep 0.1; done`])
})

afterAll(async () => {
  await traffic?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const described = documents
  .toSorted((a, b) => a.localeCompare(b))
  .map((path) => ({ path, blocks: codeBlocks(root + path, 'ts') }))

it('finds the documents', () => {
  expect(described.filter(({ blocks }) => blocks.length > 0).length).toBeGreaterThanOrEqual(3)
})

describe.each(described.filter(({ blocks }) => blocks.length > 0))('$path', ({ path, blocks }) => {
  let shared: BlockProcess
  beforeAll(() => void (shared = new BlockProcess()))
  afterAll(() => shared.stop())

  it.each(blocks)('line $line runs', async ({ line, code }) => {
    const file = `${folder}/${path.replaceAll('/', '-')}-${line}.ts`
    writeFileSync(file, code)
    if (!code.includes('process.exit')) return shared.run(file)
    const program = run([process.execPath, '--conditions=nlkit-source', file], { timeout: 20_000 })
    await expect(program).resolves.toEqual(expect.any(String))
  })

  it('leaves nothing behind', async () => expect(await shared.end()).toBe(0))
})

/** Those that are about the command, line by line. */
const commands = described.flatMap(({ path }) =>
  codeBlocks(root + path, 'sh')
    .filter(({ code }) => /^nlkit\b/.test(code))
    .map((block) => ({ path, ...block }))
)

it('finds what is typed', () => expect(commands.length).toBeGreaterThanOrEqual(2))

it.each(commands)(
  '$path line $line can be typed',
  async ({ code }) => {
    const main = `${root}packages/cli/src/main.ts`
    writeFileSync(
      `${folder}/nlkit`,
      `#!/bin/sh\nexec ${process.execPath} --conditions=nlkit-source ${main} "$@"\n`,
      { mode: 0o755 }
    )
    const output = await run(['sh', '-e', '-c', `PATH=${folder}:$PATH\n${code}`], { timeout: 100_000 })
    expect(output).toEqual(expect.any(String))
  },
  120_000 * patience
)
