import { wizardAddress } from '../restore/use-wizard.ts'
import { nothingSaid } from '../restore/wizard-state.ts'

/** Where it is shown what bringing these agents back would do, before it is done. */
export function recoverAddress(agents: readonly string[]): string {
  return wizardAddress({ ...nothingSaid, step: 'where', need: 'agent', agents })
}

/** The page of an agent. */
export function agentAddress(agent: string): string {
  return `#/agents/${encodeURIComponent(agent)}`
}
