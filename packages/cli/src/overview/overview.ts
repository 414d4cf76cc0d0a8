import { Rtnl } from '@nlkit/rtnl'
import { Uevent } from '@nlkit/uevent'
import { LinkNames } from '../monitor/text.ts'
import { follow } from './follow.ts'
import { snapshot } from './snapshot.ts'

export interface OverviewOptions {
  /** Go on with the changes, line by line, until Ctrl-C. */
  readonly follow: boolean
  readonly netns?: string | undefined
}

/** The main job: what there is, then what changes. */
export async function overview({ follow: goOn, netns }: OverviewOptions): Promise<void> {
  using rtnl = Rtnl.open({ netns })
  const names = new LinkNames()
  if (!goOn) {
    process.stdout.write(await snapshot(rtnl, netns, names))
    return
  }
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  using uevents = Uevent.open({ netns })
  // Listening before the snapshot is taken, so that no change falls between the two.
  const changes = follow(rtnl, uevents, names, stop.signal)
  process.stdout.write(await snapshot(rtnl, netns, names))
  process.stdout.write('\nFollowing links, addresses, routes and devices. Ctrl-C ends.\n')
  for await (const line of changes) process.stdout.write(`${line}\n`)
}
