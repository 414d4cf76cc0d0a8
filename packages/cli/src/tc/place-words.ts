import { UsageError } from '../shared/errors.ts'
import type { Keywords, Words } from '../shared/words.ts'

/** What stands before a kind: the interface or block, the parent, the handle. */
export interface Place {
  dev?: string
  block?: number
  parent?: string
  handle?: string
}

/** `dev NAME`, `root`, `parent 1:1`, `ingress`, `egress`, `clsact`, `handle 1:`, `block N`. */
export function placeKeywords(words: Words, place: Place): Keywords {
  const at = (parent: string) => (): void => {
    if (place.parent !== undefined) throw new UsageError(`${parent}: there is a parent already`)
    place.parent = parent
  }
  return {
    dev: () => (place.dev = words.take('dev')),
    block: () => (place.block = words.number('block', { min: 1 })),
    root: at('root'),
    ingress: at('ingress'),
    egress: at('egress'),
    clsact: at('clsact'),
    parent: () => at(words.take('parent'))(),
    handle: () => (place.handle = words.take('handle'))
  }
}

/** Takes keywords to the first word that is none: the kind. */
export function readPlace(words: Words, keywords: Keywords): void {
  for (let word = words.peek(); word !== undefined && Object.hasOwn(keywords, word); word = words.peek()) {
    words.take(word)
    keywords[word]?.(words)
  }
}
