/** Every member of a union without some keys; the members stay apart, which Omit alone would not keep. */
export type EachWithout<T, Keys extends PropertyKey> = T extends unknown ? Omit<T, Keys> : never
