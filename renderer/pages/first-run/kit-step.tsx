import { Anchor } from '@mantine/core'
import { EmergencyKit } from '../../kit/emergency-kit.tsx'
import { StepFrame } from './step-frame.tsx'

type KitStepProps = { readonly repository: string; readonly onNext: () => void }

/** The kit is shown, printed or saved, and checked; only then the set-up goes on by itself. */
export function KitStep({ repository, onNext }: KitStepProps) {
  return (
    <StepFrame
      step="kit"
      lead="One page with all that is needed to get everything back, even without Vaultkeeper: print it, or save it to a safe place that is not this computer."
    >
      <EmergencyKit repository={repository} onChecked={onNext} />
      <div className="vk-no-print">
        <Anchor component="button" type="button" size="sm" onClick={onNext}>
          Not now: I do it later in the settings
        </Anchor>
      </div>
    </StepFrame>
  )
}
