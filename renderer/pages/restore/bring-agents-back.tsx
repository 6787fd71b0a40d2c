import { QueryView } from '../../parts/query-view.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { RecoveryPreview } from '../agents/recovery-preview.tsx'
import { useAgents } from '../agents/use-agents.ts'
import { ChooseAgents } from './choose-agents.tsx'
import { Rebuild } from './rebuild.tsx'
import { RebuildWhere } from './rebuild-where.tsx'
import type { Go } from './use-wizard.ts'
import type { WizardState } from './wizard-state.ts'

/**
 * The need *bring an agent back*: agents of the configuration are recovered in their order and started; where none are configured, the vaults that look like agents'
 * are restored.
 */
export function BringAgentsBack({ state, go }: { readonly state: WizardState; readonly go: Go }) {
  const { step, agents } = state
  const query = useAgents()
  return (
    <QueryView query={query} waiting={<Waiting lines={4} height={56} />}>
      {(known) => {
        if (known.agents.length === 0 && agents.length === 0)
          return step === 'from' ? <Rebuild state={state} go={go} agents /> : <RebuildWhere state={state} go={go} />
        if (step === 'from' || agents.length === 0) return <ChooseAgents state={state} go={go} agents={known.agents} />
        return <RecoveryPreview agents={agents} onBegun={(job) => go({ step: 'run', jobs: [job] })} />
      }}
    </QueryView>
  )
}
