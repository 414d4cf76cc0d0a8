export type { Change, ChangeKind } from './change.ts'
export { Watch } from './watch.ts'
export type { Watched, WatchOptions } from './watch.ts'
