import { Checkbox, Stack } from '@mantine/core'
import { ChoiceCards } from './choice-cards.tsx'
import { policyWords } from './policy-words.ts'
import classes from './restore.module.css'
import type { WizardState } from './wizard-state.ts'

type MoreChoicesProps = { readonly state: WizardState; readonly onChange: (what: Partial<WizardState>) => void }

/** What most people leave as it is: what becomes of what is there, and of special files. Folded, with what is chosen in its name. */
export function MoreChoices({ state, onChange }: MoreChoicesProps) {
  const { place, policy, special } = state
  const chosen = policyWords.find((one) => one.policy === policy)?.name ?? policy
  return (
    <details className={classes['more']}>
      <summary>
        {place === 'beside' ? 'Further choices' : <>If something is there already: {chosen.toLowerCase()}</>}
        {special && ', special files too'}
      </summary>
      <Stack gap="md" mt="sm">
        {place !== 'beside' && (
          <ChoiceCards
            label="If something is there already"
            value={policy}
            choices={policyWords.map(({ policy: value, name, says }) => ({ value, name, says }))}
            onChoose={(value) => onChange({ policy: value })}
          />
        )}
        <Checkbox
          label="Special files and rights, too"
          description="Named pipes, devices, and programs that run as another person. Only for systems that need them."
          checked={special}
          onChange={(event) => onChange({ special: event.currentTarget.checked })}
        />
      </Stack>
    </details>
  )
}
