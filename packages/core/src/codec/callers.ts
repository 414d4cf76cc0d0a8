/** How many calls lie between who calls a verb and where a refusal is made: 12 at the most, and `await` tells some more. */
const OWN_CALLS = 20

/**
 * Makes an error whose stack tells who called, too. The engine keeps ten calls (`Error.stackTraceLimit`), and all of these would be
 * ours: requests are answered within the call that sends them.
 */
export function withCallers<Of extends Error>(make: () => Of): Of {
  const limit: unknown = Error.stackTraceLimit
  // Who wants no stacks gets none, and who has frozen the intrinsics gets ten calls.
  if (typeof limit !== 'number' || limit <= 0 || Object.isFrozen(Error)) return make()
  Error.stackTraceLimit = limit + OWN_CALLS
  try {
    return make()
  } finally {
    Error.stackTraceLimit = limit
  }
}
