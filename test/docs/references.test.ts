/** What documents refer to: a test that a threat names, a section of another page. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const PATHS = /`((?:packages|native|test|docs|scripts|examples|bench|tools)\/[\w./-]*)`/g
/** Code may contain anything that looks like a reference. */
const prose = (path: string): string => read(path).replaceAll(/^```.*?^```/gms, '')

/** What GitHub makes of a heading. */
const anchors = (path: string): string[] =>
  [...prose(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
  )

function isThere(document: string, target: string): boolean {
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? document : join(dirname(document), decodeURI(path))
  if (!existsSync(join(root, file))) return false
  return anchor === undefined || anchors(file).includes(anchor)
}

describe.each(documents)('%s', (document) => {
  it('links to what is there', () => {
    const links = [...prose(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
    const own = links.filter((target) => !/^[a-z]+:/.test(target))
    expect(own.filter((target) => !isThere(document, target))).toEqual([])
  })

  it('names files that are there, from the root or from its own folder', () => {
    const names = [...prose(document).matchAll(PATHS)].map(([, path = '']) => path)
    const folders = [root, join(root, dirname(document))]
    expect(names.filter((path) => !folders.some((folder) => existsSync(join(folder, path))))).toEqual([])
  })
})
