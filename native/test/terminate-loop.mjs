// Starts and terminates workers with sockets in every state: `node terminate-loop.mjs [rounds]`, 1,000 by default. Prints
// what is left of descriptors and threads; exit status 1 if that is more than there was.
import { readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { states } from './states.mjs'

const count = (name) => readdirSync(`/proc/self/${name}`).length

async function round(state, wait) {
  const worker = new Worker(new URL('state-worker.mjs', import.meta.url), { workerData: state })
  await new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  if (wait > 0) await delay(wait)
  await worker.terminate()
}

/** Threads may sit in the kernel for a moment after their worker has gone. */
async function settled(name, most) {
  for (let i = 0; i < 100 && count(name) > most; i++) await delay(50)
  return count(name)
}

export async function terminateLoop(rounds) {
  const names = Object.keys(states)
  // The first ones start what Node keeps.
  for (const name of names) await round(name, 1)
  await delay(200)
  const [descriptors, threads] = [count('fd'), count('task')]
  for (let i = 0; i < rounds; i++) await round(names[i % names.length], i % 4)
  return {
    rounds,
    descriptors: [descriptors, await settled('fd', descriptors)],
    threads: [threads, await settled('task', threads)]
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const result = await terminateLoop(Number(process.argv[2] ?? 1000))
  process.stdout.write(`${JSON.stringify(result)}\n`)
  const isLeft = result.descriptors[1] > result.descriptors[0] || result.threads[1] > result.threads[0]
  process.exit(isLeft ? 1 : 0)
}
