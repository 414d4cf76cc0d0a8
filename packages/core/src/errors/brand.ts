/**
 * Errors are recognised by a registered symbol, not by `instanceof`: two copies of this package in one dependency
 * tree (or `import` beside `require` of different versions) must recognise each other's errors.
 */
export function hasBrand(value: unknown, brand: symbol): boolean {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true
}
