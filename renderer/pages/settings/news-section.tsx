import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { orpc } from '../../api.ts'
import { SwitchField, textOf } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { Segments } from '../../parts/segments.tsx'
import { EditorSection } from '../plans/editor-section.tsx'
import { CarrierCard } from './carrier-card.tsx'
import { type CarrierEntry, carrierTypes, entriesOf, writeEntries } from './carrier-entries.ts'
import { CarrierTest } from './carrier-test.tsx'
import { FailingCarrier, type KnownCarrier } from './failing-carrier.tsx'
import { QuietHours } from './quiet-hours.tsx'

/** Who is told of what goes wrong, and how. */
export function NewsSection({ draft }: { readonly draft: Draft }) {
  const carriers = useQuery(orpc.notifications.carriers.queryOptions())
  return (
    <EditorSection title="Notifications" lead="A backup that fails in silence is none. Choose at least one way to hear of it.">
      <Desktop draft={draft} known={carriers.data?.find(({ type }) => type === 'desktop')} />
      {carrierTypes.map(({ type, many }) => {
        const at = `notifications.${type}`
        const written = draft.get(at)
        const entries = entriesOf(written)
        const known = carriers.data?.filter((one) => one.type === type) ?? []
        const change = (next: readonly CarrierEntry[]) => draft.set(at, writeEntries(next, written, many))
        return entries.map((entry, index) => (
          <CarrierCard
            // biome-ignore lint/suspicious/noArrayIndexKey: carriers have no other name in the file
            key={`${type} ${index}`}
            type={type}
            entry={entry}
            known={draft.changed ? undefined : known[index]}
            unsaved={draft.changed}
            mistake={(key) => draft.mistake(`${at}[${index}].${key}`) ?? draft.mistake(`${at}.${key}`)}
            onChange={(next) => change(entries.with(index, next))}
            onRemove={() => change(entries.toSpliced(index, 1))}
          />
        ))
      })}
      <Group gap="xs">
        <Text size="sm" c="dimmed">
          Add
        </Text>
        {carrierTypes.map(({ type, name, many, begin }) => {
          const written = draft.get(`notifications.${type}`)
          const entries = entriesOf(written)
          if (!many && entries.length > 0) return null
          return (
            <Button
              key={type}
              size="compact-sm"
              variant="default"
              aria-label={`Add: ${name}`}
              onClick={() => draft.set(`notifications.${type}`, writeEntries([...entries, begin], written ?? [], many))}
            >
              {name}
            </Button>
          )
        })}
      </Group>
    </EditorSection>
  )
}

type DesktopProps = { readonly draft: Draft; readonly known: (KnownCarrier & { readonly here: boolean }) | undefined }

function Desktop({ draft, known }: DesktopProps) {
  return (
    <Stack gap="sm">
      <Title order={3}>On the desktop</Title>
      <SwitchField
        draft={draft}
        at="notifications.desktop.failures"
        label="What goes wrong, or wants an answer"
        description="Shown by the tray app, also what happened while it was not there."
        usual={true}
      />
      <Group gap="sm">
        <Text size="sm" id="successes">
          What went well
        </Text>
        <Segments
          aria-labelledby="successes"
          size="sm"
          data={[
            { value: 'never', label: 'Never' },
            { value: 'each', label: 'Each time' },
            { value: 'daily', label: 'Once a day' },
          ]}
          value={textOf(draft.get('notifications.desktop.successes')) || 'never'}
          onChange={(next) => draft.set('notifications.desktop.successes', next === 'never' ? undefined : next)}
        />
        {draft.get('notifications.desktop.successes') === 'daily' && (
          <TextInput
            type="time"
            aria-label="At what time"
            value={textOf(draft.get('notifications.digest')) || '18:00'}
            onChange={(event) => draft.set('notifications.digest', event.currentTarget.value || undefined)}
          />
        )}
      </Group>
      <QuietHours draft={draft} />
      {known !== undefined && <DesktopStanding known={known} />}
    </Stack>
  )
}

/** Whether anything arrives there, and a way to try it where there is a desktop. */
function DesktopStanding({ known }: { readonly known: NonNullable<DesktopProps['known']> }) {
  return (
    <>
      <FailingCarrier failing={known.failing} />
      {known.here ? (
        <CarrierTest carrier={known.id} />
      ) : (
        <Text size="sm" c="dimmed">
          These pages are served without a desktop. What is meant for it waits until the tray app runs.
        </Text>
      )}
    </>
  )
}
