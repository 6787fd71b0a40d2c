import { Anchor, Breadcrumbs, Text } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { Shown } from '../../parts/shown.tsx'
import { stepTitle, trailOf } from './step-titles.ts'
import { wizardAddress } from './use-wizard.ts'
import type { WizardState } from './wizard-state.ts'

/** The way here, each step of it a link back. */
export function Trail({ state }: { readonly state: WizardState }) {
  const trail = trailOf(state)
  return (
    <nav aria-label="Steps of the restore">
      <Breadcrumbs
        separator={<IconChevronRight size={14} aria-hidden />}
        separatorMargin={6}
        styles={{ root: { rowGap: 12 }, breadcrumb: { whiteSpace: 'normal', lineHeight: 'inherit' } }}
      >
        {trail.map((one, index) =>
          index === trail.length - 1 ? (
            <Text key="here" size="sm" aria-current="step" component="span">
              <Shown text={stepTitle(one)} />
            </Text>
          ) : (
            <Anchor key={`${one.step} ${one.file}`} size="sm" href={wizardAddress(one)}>
              <Shown text={stepTitle(one)} />
            </Anchor>
          ),
        )}
      </Breadcrumbs>
    </nav>
  )
}
