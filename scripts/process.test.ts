import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { run } from './process.ts'

/** Whether the process is there and no zombie. */
function alive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

it('tells status and output', async () => {
  const { status, output, timedOut } = await run(['sh', '-c', 'echo a; echo b >&2; exit 3'], {
    limit: 10_000
  })
  expect({ status, lines: output.trim().split('\n').sort(), timedOut }).toEqual({
    status: 3,
    lines: ['a', 'b'],
    timedOut: false
  })
})

it('tells what could not be started', async () => {
  const { status, output } = await run(['/no/such/program'], { limit: 10_000 })
  expect(status).not.toBe(0)
  expect(output).toContain('ENOENT')
})

it('kills what is not done in time, and what does not listen to SIGTERM', async () => {
  const { timedOut, signal, seconds } = await run(['sh', '-c', 'trap "" TERM; while :; do sleep 0.1; done'], {
    limit: 200
  })
  expect({ timedOut, signal }).toEqual({ timedOut: true, signal: 'SIGKILL' })
  expect(seconds).toBeLessThan(10)
})

it('does not wait for a process that was left behind with its output, and ends it', async () => {
  const started = Date.now()
  const { status, output } = await run(['sh', '-c', 'setsid sleep 300 & echo $!'], { limit: 60_000 })
  expect(status).toBe(0)
  expect(Date.now() - started).toBeLessThan(20_000)
  await expect.poll(() => alive(Number(output))).toBe(false)
})

it('ends what it runs in other groups and sessions when a signal ends it itself', async () => {
  const script = `import { killAllWhenSignalled, run } from ${JSON.stringify(new URL('process.ts', import.meta.url).href)}
    killAllWhenSignalled()
    await run(['sh', '-c', 'setsid sh -c "echo \\$\\$; exec sleep 300"'], { limit: 300_000, echo: true })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const [pid] = (await once(child.stdout, 'data')) as [Buffer]
  expect(alive(Number(pid.toString()))).toBe(true)
  child.kill('SIGTERM')
  const [status] = (await once(child, 'close')) as [number]
  expect(status).toBe(130)
  await expect.poll(() => alive(Number(pid.toString()))).toBe(false)
})
