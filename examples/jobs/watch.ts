/** `node examples/jobs/watch.ts`: adds a job to the agent of another process, lists all, and follows what becomes of them. */
import { Jobs } from './jobs.ts'

using jobs = new Jobs()
using events = jobs.subscribe()
const { id } = await jobs.add('make all', { timeout: 5000 })
console.log(`job ${id} of ${(await jobs.dump().toArray()).length}`)
for await (const event of events) {
  if (event.type !== 'job') continue // 'overrun', 'malformed'
  const { job, meta } = event
  console.log(`${job.command}: ${job.progress ?? 0} %, says process ${meta.credentials?.pid}`)
  if (job.progress === 50) break
}
