/** The method that Node, Bun and Deno call to show an object on a console. */
export const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom')
