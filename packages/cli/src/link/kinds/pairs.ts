/** Pairs: the words of the other end are those of any link. */
import type { Words } from '../../shared/words.ts'
import type { Draft } from '../draft.ts'
import { settings, type Kind, type Setting, type SettingsOf } from './settings.ts'

/** Reads the words of a link that is no one's type: link-words.ts, which knows kinds and so this file. */
export type ReadLink = (draft: Draft, words: Words) => void

const other =
  (key: string, read: ReadLink): Setting =>
  (draft, words) => {
    const peer = draft.part()
    read(peer, words)
    draft.set(key, peer.values)
  }

/** veth and vxcan. */
export const pair = (read: ReadLink): Kind => ({ words: { peer: other('peer', read) } })

const onNetkit = settings<SettingsOf<'netkit'>>()
const POLICIES = { forward: 'pass', blackhole: 'drop' } as const
const SCRUB = { none: 'none', default: 'default' } as const

export const netkit = (read: ReadLink): Kind => ({
  words: {
    mode: onNetkit.choice('mode', { l2: 'l2', l3: 'l3' }),
    forward: onNetkit.to('policy', POLICIES.forward),
    blackhole: onNetkit.to('policy', POLICIES.blackhole),
    scrub: onNetkit.choice('scrub', SCRUB),
    peer: (draft, words) => {
      const policy = words.accept(...Object.keys(POLICIES))
      if (policy !== undefined) draft.set('peerPolicy', policy === 'forward' ? 'pass' : 'drop')
      if (words.accept('scrub') !== undefined) draft.set('peerScrub', words.choice('scrub', SCRUB))
      if (words.left > 0) other('peerInfo', read)(draft, words, 'peer')
    }
  }
})
