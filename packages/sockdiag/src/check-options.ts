/** Options whose keys are looked at elsewhere. @throws TypeError for what is no object */
export function checkOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new TypeError('options: expected an object')
}
