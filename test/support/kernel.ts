/** What kernel tests import. */
export { Background, background, startNode } from './background.ts'
export {
  CommandError,
  type CommandOptions,
  type Json,
  bridge,
  bridgeJson,
  ip,
  ipBatch,
  ipJson,
  run,
  ss,
  tc,
  tcJson
} from './command.ts'
export { echoesNewLinks, renamesLinksThatAreUp } from './differences.ts'
export { patience } from './patience.ts'
export { TestNamespace, namespace } from './namespaces.ts'
export { type Probe, hostRoot, kernelHas, linkKind, requires, tool, writable } from './probes.ts'
