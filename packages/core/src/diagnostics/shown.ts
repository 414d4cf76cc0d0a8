/** How consoles and JSON show objects that hold sockets: what they are, and nothing of what they hold. */

/** The method that Node, Bun and Deno call to show an object. Each package that has such objects has this line of its own. */
export const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom')

/** How a value is shown within another: the third argument of that method. */
export type Inspect = (value: unknown, options?: object) => string
