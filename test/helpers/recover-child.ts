import type { RecoverBench } from './recover-bench.ts'
import { type NodeChild, startNode } from './run-node.ts'

const script = `
const [root, entries, configuration] = parameters
const { createEngine } = await engine('engine.ts')
const { agentNamed } = await engine('agents/agent-named.ts')
const { recoverAgent } = await engine('agents/recover/recover-agent.ts')
const { plainPorts } = await helper('plain-ports.ts')
const ready = (value) => ({ state: 'ready', value, canaryNew: false, mark: 'keychain 0' })
const keychain = { get: async (account) => ready(entries[account] ?? null), set: async (_, value) => ready(value), remove: async () => ready(null), probe: async () => ready(null) }
const environment = { PATH: process.env.PATH, VAULTKEEPER_RESTIC: process.env.VAULTKEEPER_RESTIC }
const { core } = await createEngine(root, plainPorts({ keychain, environment, log: (text) => console.log(text) }))
core.settings.configuration = configuration
console.log('step ready')
const request = { agent: agentNamed(core, 'jay'), recovery: 'r1', trigger: 'manual', incomplete: false }
const host = { signal: new AbortController().signal, onProgress: () => undefined }
const ended = await recoverAgent(core, request, host, (step) => console.log('step ' + step))
console.log('ended ' + ended.verdict + ' ' + JSON.stringify(ended.problem ?? null))
process.exit()
`

/** Brings `jay` back in a process of its own, which says `step NAME` behind each step, and in the end `ended VERDICT PROBLEM`. @param wrapper stands in front of it */
export function recoverInChild(bench: RecoverBench, wrapper: readonly string[] = []): NodeChild {
  const parameters = [bench.root, Object.fromEntries(bench.keychain.entries), bench.core.settings.configuration]
  return startNode(script, parameters, { wrapper: [...wrapper] })
}
