/** `node examples/jobs/serve.ts [jobs]`: runs the agent, with so many jobs at work that are told of as they go on. */
import { setInterval } from 'node:timers/promises'
import { Agent, AGENT_PORT } from './agent.ts'
import { Jobs } from './jobs.ts'

using agent = new Agent()
const serving = agent.serve()
const count = Number(process.argv[2] ?? 0)
if (count > 0) {
  using jobs = new Jobs()
  for (let i = 0; i < count; i++) await jobs.add(`make part-${i + 1}`)
}
console.log(`serving port id ${AGENT_PORT}, process ${process.pid}`)
let progress = 0
for await (const _ of setInterval(20)) {
  if (count === 0) break
  progress = (progress + 10) % 110
  agent.progress(1, progress)
}
await serving
