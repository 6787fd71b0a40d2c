import type { UnfinishedRecovery } from '../../main/engine/agents/recover/finish-recovery.ts'
import type { RecoverBench } from './recover-bench.ts'
import { type NodeChild, startNode } from './run-node.ts'

const engine = `
const [root, entries, configuration, haltAt, unfinished] = parameters
const { createEngine } = await engine('engine.ts')
const { plainPorts } = await helper('plain-ports.ts')
const ready = (value) => ({ state: 'ready', value, canaryNew: false, mark: 'keychain 0' })
const keychain = { get: async (account) => ready(entries[account] ?? null), set: async (_, value) => ready(value), remove: async () => ready(null), probe: async () => ready(null) }
const environment = { PATH: process.env.PATH, VAULTKEEPER_RESTIC: process.env.VAULTKEEPER_RESTIC }
const { core } = await createEngine(root, plainPorts({ keychain, environment, log: (text) => console.log(text) }))
core.settings.configuration = configuration
const told = (step) => {
  console.log('step ' + step)
  if (step === haltAt) process.kill(process.pid, 'SIGSTOP')
}
`
const end = `
console.log('ended ' + ended.verdict + ' ' + JSON.stringify(ended.problem ?? null))
process.exit()
`
const recover = `
const { agentNamed } = await engine('agents/agent-named.ts')
const { recoverAgent } = await engine('agents/recover/recover-agent.ts')
told('ready')
const request = { agent: agentNamed(core, 'jay'), recovery: 'r1', trigger: 'manual', incomplete: false }
const host = { signal: new AbortController().signal, onProgress: () => undefined }
const ended = await recoverAgent(core, request, host, told)
`
const finish = `
const { finishRecovery } = await engine('agents/recover/finish-recovery.ts')
const host = { signal: new AbortController().signal, onProgress: ({ step }) => told(step) }
const ended = await finishRecovery(core, unfinished, 'heartbeat', host, told)
`

/**
 * Brings `jay` back in a process of its own, which says `step NAME` behind each step, and in the end `ended VERDICT PROBLEM`.
 * @param haltAt behind this step it stands still, so that it is killed just there however late the kill comes
 * @param wrapper stands in front of it
 */
export function recoverInChild(
  bench: RecoverBench,
  { haltAt, wrapper = [] }: { readonly haltAt?: string; readonly wrapper?: readonly string[] } = {},
): NodeChild {
  return startNode(`${engine}${recover}${end}`, parametersOf(bench, haltAt), { wrapper: [...wrapper] })
}

/** Goes on with a recovery of `jay` that was cut off in a process of its own, which says the same, and stands still when it is about to start it (`step note`). */
export function finishInChild(bench: RecoverBench, unfinished: UnfinishedRecovery): NodeChild {
  return startNode(`${engine}${finish}${end}`, [...parametersOf(bench, 'note'), unfinished])
}

function parametersOf({ root, keychain, core }: RecoverBench, haltAt: string | undefined): unknown[] {
  return [root, Object.fromEntries(keychain.entries), core.settings.configuration, haltAt ?? null]
}
