/**
 * Makes what the packages ship divisible. A package is one file, so that it loads fast; a bundler that takes one name out
 * of it keeps every top-level statement that might have an effect, and to it `const names = table({ ... })` might. Our
 * modules promise that none has ("sideEffects": false), so here each such initializer is marked as what it is.
 */
import { readFileSync } from 'node:fs'
import { type Expression, parseSync } from 'oxc-parser'
import type { Options } from 'tsup'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

/** Bundles by it drop what nobody uses of a module. Programs (`main.ts`) are left alone: they are their effects. */
export const divisible: Plugin = {
  name: 'divisible',
  setup: (build) => {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) =>
      path.endsWith('/main.ts')
        ? undefined
        : { contents: markPure(readFileSync(path, 'utf8'), path), loader: 'ts' }
    )
  }
}

/** The module with its top-level initializers in functions that are marked as pure, on the lines where they were. */
export function markPure(text: string, path: string): string {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const marked: string[] = []
  let at = 0
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration' || declaration.declare) continue
    for (const { init } of declaration.declarations) {
      if (init === null || isPlain(init)) continue
      const source = text.slice(init.start, init.end)
      // Of those that wait, none can be in a function that does not.
      if (/\bawait\b/.test(source)) continue
      marked.push(text.slice(at, init.start), '/* @__PURE__ */ (() => (', source, '))()')
      at = init.end
    }
  }
  return marked.join('') + text.slice(at)
}

/** Whether a bundler sees by itself that it has no effect. */
function isPlain(node: Expression): boolean {
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return true
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
      return isPlain(node.expression)
    case 'UnaryExpression':
      return node.argument.type === 'Literal'
    case 'ArrayExpression':
      return node.elements.every(
        (element) => element === null || (element.type !== 'SpreadElement' && isPlain(element))
      )
    case 'ObjectExpression':
      return node.properties.every(
        (property) => property.type !== 'SpreadElement' && !property.computed && isPlain(property.value)
      )
    default:
      return false
  }
}
