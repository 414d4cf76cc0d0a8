/** A process that runs the programs it is sent, one after the other, and says how each ended. */
import { inspect } from 'node:util'

process.on('message', (url: string) => {
  import(url).then(
    () => process.send?.({}),
    (error: unknown) => process.send?.({ error: inspect(error) })
  )
})
