import { SimpleGrid } from '@mantine/core'
import { ChoiceField, CountField, SwitchField, TextField } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { CalendarField } from '../plans/calendar-field.tsx'
import { EditorSection } from '../plans/editor-section.tsx'
import { MirrorFields } from './mirror-fields.tsx'
import { RateField } from './rate-field.tsx'

type RepositoryTreatmentProps = {
  readonly draft: Draft
  /** The other repositories. */
  readonly others: readonly string[]
}

/** How a repository is treated: whether it is used, what fills it, whether anything is removed there, how fast, and how it is packed. */
export function RepositoryTreatment({ draft, others }: RepositoryTreatmentProps) {
  const removal = draft.get('appendOnly')
  return (
    <EditorSection title="How it is treated">
      <SwitchField
        draft={draft}
        at="enabled"
        label="In use"
        description="Switched off, nothing is written there and nothing is expected of it."
        usual={true}
      />
      <MirrorFields draft={draft} sources={others} />
      <ChoiceField
        draft={{
          ...draft,
          get: () => (removal === undefined ? '' : String(removal)),
          set: (_, value) => draft.set('appendOnly', value === undefined ? undefined : value === 'true'),
        }}
        at="appendOnly"
        label="Removing old snapshots there"
        description="A server that refuses to remove anything protects the copies even from whoever takes over this computer."
        choices={[
          { value: '', label: 'By the rules, until the place refuses it' },
          { value: 'true', label: 'Never: it is append-only' },
          { value: 'false', label: 'By the rules, even where it was refused before' },
        ]}
      />
      <CalendarField draft={draft} at="prune" label="Free the space of removed snapshots" usual="0 3 * * 0" />
      <RateField draft={draft} at="limitUpload" label="Upload at most" />
      <RateField draft={draft} at="limitDownload" label="Download at most" />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <ChoiceField
          draft={draft}
          at="compression"
          label="Compression"
          choices={[
            { value: '', label: 'Automatic' },
            { value: 'off', label: 'None' },
            { value: 'fastest', label: 'Fastest' },
            { value: 'better', label: 'Better' },
            { value: 'max', label: 'Most' },
          ]}
        />
        <TextField draft={draft} at="packSize" label="Size of its files" description="4 to 128 MiB." usual="16 MiB" />
        <CountField draft={draft} at="connections" label="Connections at once" description="1 to 64." usual="as restic does" />
        <CountField draft={draft} at="readConcurrency" label="Files that are read at once" description="1 to 64." usual="2" />
      </SimpleGrid>
    </EditorSection>
  )
}
