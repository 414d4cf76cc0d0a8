/**
 * Has consoles (of Node, Bun and Deno) show an object by a name and by what it says of itself, and not by what it holds: for
 * objects with sockets beneath. A method of that symbol in the class itself would keep the class in every bundle.
 */
export function showAs(object: object, name: string, what: () => unknown): void {
  const value = (
    _depth: number,
    options: object,
    show: (value: unknown, options?: object) => string
  ): string => `${name} ${show(what(), options)}`
  Object.defineProperty(object, Symbol.for('nodejs.util.inspect.custom'), { value })
}
