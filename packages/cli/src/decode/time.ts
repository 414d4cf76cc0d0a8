/** Milliseconds of the years that a Date can have. */
const LAST = 8.64e15

/** `2026-11-28T00:10:11.123456Z`, to the microsecond; `undefined` where the time is not known, or none. */
export function timeText(time: number): string | undefined {
  if (!(Math.abs(time) <= LAST)) return undefined
  const whole = Math.floor(time)
  const rest = Math.floor((time - whole) * 1000)
  return `${new Date(whole).toISOString().slice(0, -1)}${String(rest).padStart(3, '0')}Z`
}
