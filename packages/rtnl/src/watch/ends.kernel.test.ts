/** How a watch ends. */
import { afterAll, expect, it } from 'vitest'
import { Background } from '../../../../test/support/kernel.ts'
import { Rtnl } from '../rtnl.ts'
import type { Watch } from './index.ts'

const rtnl = Rtnl.open()
afterAll(() => rtnl.close())

/** What follows the snapshot: nothing, in a namespace where nothing happens. */
async function rest(watch: Watch, onSynced: () => void): Promise<string[]> {
  const told: string[] = []
  for await (const change of watch) {
    if (change.type === 'synced') onSynced()
    else if (change.change !== 'present') told.push(change.type)
  }
  return told
}

it('quietly when it is closed or left, and when its connection is closed', async () => {
  const closed = rtnl.watch(['links'])
  expect([closed.isClosed, closed.droppedCount, closed.rejectedCount]).toEqual([false, 0, 0])
  expect(await rest(closed, () => closed.close())).toEqual([])
  expect(closed.isClosed).toBe(true)
  closed.close()
  const waiting = rtnl.watch(['links'])
  expect(await rest(waiting, () => void setImmediate(() => waiting.close()))).toEqual([])
  const left = rtnl.watch(['links'])
  expect(await rest(left, () => void setImmediate(() => void left.return()))).toEqual([])
  const other = Rtnl.open()
  expect(await rest(other.watch(['links']), () => void setImmediate(() => other.close()))).toEqual([])
})

it('quietly when it is closed before it has told all that is there', async () => {
  const watch = rtnl.watch(['links', 'addresses', 'routes'])
  expect(await watch.next()).toMatchObject({ value: { type: 'link', change: 'present' } })
  watch.close()
  expect(await watch.next()).toEqual({ done: true, value: undefined })
  const listing = rtnl.watch(['links'])
  const first = listing.next()
  listing.close()
  expect((await first).done).toBe(true)
  using disposed = rtnl.watch(['links'])
  expect((await disposed.next()).done).toBe(false)
})

it('with AbortError when its signal is aborted', async () => {
  const controller = new AbortController()
  const { signal } = controller
  const ended = rest(rtnl.watch(['links'], { signal }), () => controller.abort())
  await expect(ended).rejects.toMatchObject({ name: 'AbortError' })
})

it('with the process, where nothing else keeps it and it was unreferenced', async () => {
  const program = `
    const { Rtnl } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)})
    const watch = async (watch) => {
      for await (const { type } of watch) if (type === 'synced') console.log(type)
    }
    const rtnl = Rtnl.open()
    void watch(rtnl.watch(['links']).unref().ref().unref())`
  const argv = [process.execPath, '--conditions=nlkit-source', '--input-type=module', '-e', program]
  const child = new Background(argv)
  await child.line('synced')
  expect(await child.ended).toBe(0)
})
