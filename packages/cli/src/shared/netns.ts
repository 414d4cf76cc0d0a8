import { interfacesOf, Rtnl, type Interfaces, type Link } from '@nlkit/rtnl'

/** What a command has of its namespace. */
export interface Context {
  readonly rtnl: Rtnl
  /** Its interfaces' names: asked for once. */
  readonly interfaces: () => Promise<Interfaces>
  readonly links: () => Promise<Link[]>
}

/** Runs a command's work with a connection into the namespace it is about. */
export async function withRtnl<T>(
  netns: string | undefined,
  work: (context: Context) => Promise<T>
): Promise<T> {
  using rtnl = Rtnl.open({ netns })
  let links: Promise<Link[]> | undefined
  const list = (): Promise<Link[]> => (links ??= rtnl.links.list())
  let known: Promise<Interfaces> | undefined
  return await work({
    rtnl,
    links: list,
    interfaces: () => (known ??= list().then(interfacesOf))
  })
}
