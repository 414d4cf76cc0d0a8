/** An agent of another user, on the port id of the true one. */
import { Agent } from './agent.ts'

process.setgroups?.([])
process.setgid?.(65_534)
process.setuid?.(65_534)
using agent = new Agent()
console.log('serving')
await agent.serve()
