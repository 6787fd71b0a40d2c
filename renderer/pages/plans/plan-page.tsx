import { Anchor, Button, Stack, Text } from '@mantine/core'
import { useParams } from 'wouter'
import { valueAt } from '../../editing/draft.ts'
import { useKeptDraft } from '../../editing/kept-drafts.ts'
import { SavePanel } from '../../editing/save-panel.tsx'
import { useDraft } from '../../editing/use-draft.ts'
import { useWrittenFile } from '../../editing/use-written-file.ts'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Sectioned } from '../../parts/section-nav.tsx'
import { goTo } from '../../shell/hash-location.ts'
import { FileProblems } from './file-problems.tsx'
import { NewPlan } from './new-plan.tsx'
import { OverrideNotes } from './override-notes.tsx'
import { PlanHooks } from './plan-hooks.tsx'
import { PlanKind } from './plan-kind.tsx'
import { PlanAlarms, PlanConditions } from './plan-more.tsx'
import { PlanPlaces } from './plan-places.tsx'
import { PlanRetention } from './plan-retention.tsx'
import { PlanSchedule } from './plan-schedule.tsx'
import { PlanSources } from './plan-sources.tsx'
import { RemoveSection } from './remove-section.tsx'

const titles = [
  'Kind',
  'What',
  'Where to',
  'When',
  'How long they are kept',
  'Conditions',
  'When you want to hear of it',
  'Programs',
  'What changes in the file',
]

const back = { href: '#/plans', name: 'Plans and repositories' }

/** `#/plans/:plan`: the editor of a plan; `+` is a new one. */
export default function PlanPage() {
  const { plan = '' } = useParams<{ plan: string }>()
  const name = decodeURIComponent(plan)
  const file = useWrittenFile()
  return (
    <Page title={name === '+' ? 'New plan' : `Plan ${name}`} back={back} key={name}>
      <QueryView query={file}>
        {({ written, problems, broken }) =>
          broken ? (
            <FileProblems problems={problems} />
          ) : name === '+' ? (
            <NewPlan written={written} />
          ) : (
            <PlanEditor name={name} written={written} />
          )
        }
      </QueryView>
    </Page>
  )
}

function PlanEditor({ name, written }: { readonly name: string; readonly written: unknown }) {
  const draft = useDraft(['plans', name], `The plan ${name}`)
  const begun = useKeptDraft(`plans.${name}`)
  const there = valueAt(written, ['plans', name]) !== undefined
  if (!there && begun === undefined)
    return (
      <Text>
        There is no plan {name}. <Anchor href="#/plans">See those that there are</Anchor>
      </Text>
    )
  return (
    <Sectioned titles={titles}>
      <Stack gap="lg">
        <OverrideNotes below={`plans.${name}`} />
        <PlanKind draft={draft} />
        <PlanSources draft={draft} written={written} />
        <PlanPlaces draft={draft} written={written} />
        <PlanSchedule draft={draft} />
        <PlanRetention draft={draft} plan={there ? name : null} written={written} />
        <PlanConditions draft={draft} />
        <PlanAlarms draft={draft} />
        <PlanHooks draft={draft} />
        <SavePanel draft={draft} />
        {there ? (
          <RemoveSection way={['plans', name]} what={`the plan ${name}`} onRemoved={() => goTo('/plans')}>
            Its snapshots stay where they are, and can be restored. No new ones are made by it, and none of them are removed any more.
          </RemoveSection>
        ) : (
          <Button
            variant="default"
            style={{ alignSelf: 'flex-start' }}
            onClick={() => {
              draft.discard()
              goTo('/plans')
            }}
          >
            Do not make this plan
          </Button>
        )}
      </Stack>
    </Sectioned>
  )
}
