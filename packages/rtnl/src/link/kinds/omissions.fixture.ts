/** What the headers have about kinds of links and the schemas here have not, and why. */
export const omissions: Readonly<Record<string, string>> = {
  IFLA_DSA_MASTER: 'The old name of IFLA_DSA_CONDUIT.'
}
