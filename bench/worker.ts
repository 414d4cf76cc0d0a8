/** What Child runs: loads a module and calls its functions as it is asked to. */
type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>

const functions = (await import(process.argv[2] ?? '')) as Functions

process.on('message', ([name, ...args]: [string, ...unknown[]]) => {
  const answer = async (): Promise<void> => {
    try {
      const value = await functions[name]?.(...args)
      process.send?.({ value })
    } catch (error) {
      process.send?.({ error: String(error) })
    }
  }
  void answer()
})
