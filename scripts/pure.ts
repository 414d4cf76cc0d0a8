/**
 * Makes what the packages ship divisible. A package is one file, so that it loads fast; a bundler that takes one name out
 * of it keeps every top-level statement that might have an effect, and to it `const names = table({ ... })` might. Our
 * modules promise that none has ("sideEffects": false), so here each such initializer is marked as what it is. Comments stay
 * behind: what users are to read is in the declarations, and esbuild would keep those within classes.
 */
import { readFileSync } from 'node:fs'
import { type Expression, parseSync } from 'oxc-parser'
import type { Options } from 'tsup'
import { shareImports } from './shared-imports.ts'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

/** Bundles by it drop what nobody uses of a module. Programs (`main.ts`) are left alone: they are their effects. */
export const divisible: Plugin = {
  name: 'divisible',
  setup: (build) => {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) =>
      path.endsWith('/main.ts')
        ? undefined
        : { contents: shipped(readFileSync(path, 'utf8'), path), loader: 'ts' }
    )
  }
}

const shipped = (text: string, path: string): string =>
  shareImports(markPure(withoutComments(text, path), path), path)

/** The module without its comments, everything else on the lines where it was. */
export function withoutComments(text: string, path: string): string {
  const kept: string[] = []
  let at = 0
  for (const { start, end } of parseSync(path, text).comments) {
    const comment = text.slice(start, end)
    if (comment.includes('__PURE__')) continue
    // Two lines stay two: a statement may end with one.
    kept.push(text.slice(at, start), comment.replaceAll(/[^\n]+/g, ' '))
    at = end
  }
  return kept.join('') + text.slice(at)
}

/**
 * The module with the calls in its top-level initializers marked as pure, on the lines where they were. What else may have
 * an effect in a bundler's eyes (a spread, a member's getter) takes a function that is marked: not all do, because the
 * engine knows less of what is made in one, and requests took 4 us longer.
 */
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
      const calls: number[] = []
      if (areCallsAll(init, calls)) {
        for (const start of calls) {
          marked.push(text.slice(at, start), '/* @__PURE__ */ ')
          at = start
        }
        continue
      }
      marked.push(text.slice(at, init.start), '/* @__PURE__ */ (() => (', source, '))()')
      at = init.end
    }
  }
  return marked.join('') + text.slice(at)
}

/** Whether nothing but calls of functions by their names stands in a bundler's way; where they start, in order. */
function areCallsAll(node: Expression, calls: number[]): boolean {
  const each = (nodes: readonly (Expression | { readonly type: string } | null)[]): boolean =>
    nodes.every((one) => one === null || areCallsAll(one as Expression, calls))
  switch (node.type) {
    case 'CallExpression':
    case 'NewExpression':
      if (node.callee.type !== 'Identifier') return false
      calls.push(node.start)
      return each(node.arguments)
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'ParenthesizedExpression':
      return areCallsAll(node.expression, calls)
    case 'ArrayExpression':
      return each(node.elements)
    case 'ObjectExpression':
      return node.properties.every(
        (property) =>
          property.type !== 'SpreadElement' && !property.computed && areCallsAll(property.value, calls)
      )
    default:
      return isPlain(node)
  }
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
