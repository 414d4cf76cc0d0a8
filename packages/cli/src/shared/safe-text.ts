/**
 * Names and aliases come from whoever may set them; on a terminal, control characters in them would be commands. C0, DEL,
 * C1, line and paragraph separators, and what turns the direction of text.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** Text fit for a terminal: each control character as `\xNN` or `\uNNNN`. */
export function visible(text: string): string {
  return text.replace(CONTROL, (character) => {
    const code = character.charCodeAt(0)
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const LEFT_BY_JSON = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** JSON text fit for a terminal: what JSON.stringify() leaves as it is as `\uNNNN`, which says the same. */
export function escaped(json: string): string {
  return json.replace(
    LEFT_BY_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}
