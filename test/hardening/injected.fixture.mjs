// Requests, dumps, batches and a subscription, in one process whose system calls may fail: says what became of each kind.
//
//   injected.fixture.mjs ROUNDS single|double    in how many system calls a request is sent and answered
import { setTimeout as delay } from 'node:timers/promises'
import { Socket } from '@nlkit/native'
import { Rtnl } from '@nlkit/rtnl'

const rounds = Number(process.argv[2])
const isSingle = process.argv[3] === 'single'
if (Socket.preferSingleCalls(isSingle) !== isSingle) throw new Error('there are no single calls')
const outcomes = {}
let signals = 0

function count(what, outcome) {
  const of = (outcomes[what] ??= {})
  of[outcome] = (of[outcome] ?? 0) + 1
}

async function says(what, act) {
  try {
    count(what, await act())
  } catch (error) {
    count(what, `${error.name} ${error.code ?? error.message}`)
  }
}

process.on('SIGUSR2', () => (signals += 1))
process.stdout.write('ready\n')
for (const execution of ['inline', 'thread']) {
  const rtnl = Rtnl.open({ execution })
  // A connection that is younger takes two.
  if (isSingle && execution === 'inline') await delay(1100)
  const options = { timeout: 10_000 }
  for (let i = 0; i < rounds; i++) {
    await says('get', async () => ((await rtnl.links.get('lo', options)).index === 1 ? 'right' : 'wrong'))
    await says('dump', async () =>
      (await rtnl.links.list({}, options)).some(({ ifname }) => ifname === 'lo') ? 'right' : 'wrong'
    )
    await says('batch', async () => {
      const results = await rtnl.batch((batch) => {
        for (let table = 100; table < 105; table++)
          batch.routes.replace({ dst: '192.0.2.0/24', dev: 'lo', table })
      })
      for (const { error } of results)
        if (error !== undefined) count('in a batch', `${error.name} ${error.code}`)
      return results.every(({ error }) => error === undefined) ? 'right' : 'some refused'
    })
  }
  rtnl.close()
}
// Each change is told, or that something was lost.
const rtnl = Rtnl.open()
const events = rtnl.subscribe(['link'])
const seen = []
const told = (async () => {
  for await (const event of events) {
    seen.push(event.type)
    if (event.type === 'overrun') return 'overrun'
    if (event.link.mtu === 1400 + rounds - 1)
      return seen.length >= rounds ? 'all' : `${seen.length} of ${rounds}`
  }
})()
const result = says('events', () => told)
for (let i = 0; i < rounds; i++) {
  // Until it is done: a request that is refused has not been sent, or its answer was lost. By its index: a look at the name first
  // would be the one of two calls that succeeds, over and over.
  while ((await rtnl.links.change(1, { mtu: 1400 + i }).catch((error) => error)) !== undefined);
}
await result
rtnl.close()
process.stdout.write(`${JSON.stringify({ outcomes, signals })}\n`)
// Until nobody sends signals any more.
for await (const _ of process.stdin);
