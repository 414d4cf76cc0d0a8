import type { Rule } from '../rule/codec.ts'
import type { Rules } from '../rule/rules.ts'
import { asChange, textOf, type Change } from './change.ts'
import { KeyedMirror } from './keyed-mirror.ts'
import type { Persist, Watcher, WatchEvent } from './watcher.ts'

/**
 * Rules of IPv4 and IPv6. A rule is all that it says, so that none is ever changed. They are few, and are listed anew where
 * an event does not say all: a rule that was there twice still is when one is deleted; those that name an interface tell
 * when it comes and goes, and those that go to another rule when that does, by flags that no event speaks of.
 */
export class RuleWatcher implements Watcher {
  readonly groups = ['ipv4-rule', 'ipv6-rule', 'link'] as const
  readonly #list: () => Promise<Rule[]>
  readonly #mirror = new KeyedMirror<Rule>(textOf)

  constructor(rules: Rules, persist: Persist) {
    this.#list = () =>
      persist(async () => [
        ...(await rules.list({ family: 'inet' })),
        ...(await rules.list({ family: 'inet6' }))
      ])
  }

  async list(): Promise<Change[]> {
    return this.#mirror.replaceAll(await this.#list()).map((one) => asChange('rule', one))
  }

  apply(event: WatchEvent): Change[] | Promise<Change[]> {
    switch (event.type) {
      case 'newrule':
      case 'delrule':
        return event.rule.family === 'inet' || event.rule.family === 'inet6' ? this.list() : []
      case 'newlink':
      case 'dellink':
        return this.#mirror.some(namesInterface) ? this.list() : []
      default:
        return []
    }
  }
}

const namesInterface = ({ iifname, oifname }: Rule): boolean => iifname !== undefined || oifname !== undefined
