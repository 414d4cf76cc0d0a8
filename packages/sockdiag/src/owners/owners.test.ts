import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hostRoot, requires } from '../../../../test/support/kernel.ts'
import { findOwners } from './owners.ts'

let proc = ''
beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'nlkit-proc-'))
  mkdirSync(join(proc, 'self'))
  writeFileSync(join(proc, 'self/mounts'), `proc ${proc} proc rw,nosuid 0 0\n`)
})
afterEach(() => rmSync(proc, { recursive: true, force: true }))

function addProcess(pid: number, command: string, links: Record<string, string>, cgroup?: string): string {
  const directory = join(proc, String(pid))
  mkdirSync(join(directory, 'fd'), { recursive: true })
  writeFileSync(join(directory, 'comm'), `${command}\n`)
  if (cgroup !== undefined) writeFileSync(join(directory, 'cgroup'), `9:name=systemd:/v1\n0::${cgroup}\n`)
  for (const [fd, target] of Object.entries(links)) symlinkSync(target, join(directory, 'fd', fd))
  return directory
}

describe('findOwners', () => {
  it('tells every process and descriptor of a socket', async () => {
    addProcess(
      10,
      'nginx',
      { 0: '/dev/null', 6: 'socket:[77]', 7: 'pipe:[78]' },
      '/system.slice/nginx.service'
    )
    addProcess(11, 'nginx: work (2)', { 6: 'socket:[77]', 9: 'socket:[79]' })
    writeFileSync(join(proc, 'uptime'), '1 1')
    const { byInode, unreadable, isHidden } = await findOwners({ proc })
    expect([...byInode]).toEqual([
      [
        77,
        [
          { pid: 10, fd: 6, command: 'nginx', cgroup: '/system.slice/nginx.service' },
          { pid: 11, fd: 6, command: 'nginx: work (2)' }
        ]
      ],
      [79, [{ pid: 11, fd: 9, command: 'nginx: work (2)' }]]
    ])
    expect([unreadable, isHidden]).toEqual([[], false])
  })

  it('passes over processes that are gone', async () => {
    mkdirSync(join(proc, '12'))
    expect((await findOwners({ proc })).unreadable).toEqual([])
  })

  it('says when /proc hides processes', async () => {
    writeFileSync(join(proc, 'self/mounts'), `proc ${proc} proc rw,relatime,hidepid=invisible 0 0\n`)
    expect((await findOwners({ proc })).isHidden).toBe(true)
    writeFileSync(join(proc, 'self/mounts'), `proc ${proc} proc rw,hidepid=0 0 0\n`)
    expect((await findOwners({ proc })).isHidden).toBe(false)
  })

  it('stops when it is aborted', async () => {
    await expect(findOwners({ proc, signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError'
    })
  })

  it.runIf(process.platform === 'linux')('finds a socket of this process', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    try {
      const { byInode } = await findOwners()
      const mine = [...byInode.values()].flat().filter(({ pid }) => pid === process.pid)
      expect(mine.length).toBeGreaterThan(0)
    } finally {
      server.close()
    }
  })

  it(
    'tells processes whose descriptors it may not read',
    requires(hostRoot, async () => {
      chmodSync(proc, 0o755)
      chmodSync(join(addProcess(13, 'secret', { 3: 'socket:[80]' }), 'fd'), 0)
      const script = `import { findOwners } from ${JSON.stringify(join(import.meta.dirname, 'owners.ts'))}
        process.setgid(65534)
        process.setuid(65534)
        const { byInode, unreadable } = await findOwners({ proc: ${JSON.stringify(proc)} })
        console.log(JSON.stringify([[...byInode], unreadable]))`
      const child = spawn(
        process.execPath,
        ['--conditions=nlkit-source', '--input-type=module', '-e', script],
        {
          stdio: ['ignore', 'pipe', 'ignore']
        }
      )
      let text = ''
      for await (const chunk of child.stdout) text += String(chunk)
      expect(JSON.parse(text)).toEqual([[], [{ pid: 13, command: 'secret', code: 'EACCES' }]])
    })
  )
})
