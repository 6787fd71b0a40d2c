import { Stack, Text } from '@mantine/core'
import { valueAt } from '../../editing/draft.ts'
import { ChoiceField, SwitchField, TextField, textOf } from '../../editing/fields.tsx'
import { SavePanel } from '../../editing/save-panel.tsx'
import { type Draft, useDraft } from '../../editing/use-draft.ts'
import { Callout } from '../../parts/callout.tsx'
import { FolderField } from '../../parts/folder-field.tsx'
import { CalendarField } from './calendar-field.tsx'
import { KindFields } from './kind-fields.tsx'
import { OverrideNotes } from './override-notes.tsx'
import { PlaceTestButton } from './place-test.tsx'
import { RemoveSection } from './remove-section.tsx'
import { repositoryKinds } from './written.ts'

type RepositoryEditorProps = { readonly name: string; readonly written: unknown; readonly onClose: () => void }

/** What kind of place a repository is, where, and how it is treated. */
export function RepositoryEditor({ name, written, onClose }: RepositoryEditorProps) {
  const draft = useDraft(['repositories', name], `The repository ${name}`)
  const there = valueAt(written, ['repositories', name]) !== undefined
  if (!there && !draft.changed && name !== 'default') return <Text>There is no repository {name}.</Text>
  if (!there && name === 'default')
    return <Text>This one is in Vaultkeeper's own folder and is always there. On the same disk as your vaults it is no second copy.</Text>
  return (
    <Stack>
      <OverrideNotes below={`repositories.${name}`} />
      <ChoiceField
        draft={{ ...draft, set: (_, type) => changeType(draft, type) }}
        at="type"
        label="Kind of place"
        choices={repositoryKinds.map(({ type, name: kind, soon }) => ({ value: type, label: soon ? `${kind} (coming)` : kind }))}
      />
      <Place draft={draft} />
      <PlaceTestButton name={name} settings={settingsOf(draft)} />
      <Treatment draft={draft} />
      <SavePanel draft={draft} onSaved={onClose} plain />
      {there && (
        <RemoveSection way={['repositories', name]} what={`the repository ${name}`} onRemoved={onClose}>
          Nothing is deleted at its place: the snapshots stay there, and their password still opens them.
        </RemoveSection>
      )}
    </Stack>
  )
}

function Place({ draft }: { readonly draft: Draft }) {
  const type = textOf(draft.get('type'))
  if (type === 'local')
    return (
      <FolderField
        label="Folder"
        description="On this disk, or better on another one."
        value={textOf(draft.get('path'))}
        error={draft.mistake('path')}
        onChange={(path) => draft.set('path', path === '' ? undefined : path)}
        allowNew
      />
    )
  if (type === 'rest')
    return <TextField draft={draft} at="url" label="Address" description="Of the REST server, such as https://backup.example.com/laptop" />
  return (
    <>
      <Callout tone="info" title="This version cannot reach such places yet">
        It can be written into the file for later. Switch it off until then, or its plans are told as failed.
      </Callout>
      <KindFields draft={draft} type={type} />
    </>
  )
}

function Treatment({ draft }: { readonly draft: Draft }) {
  return (
    <>
      <SwitchField
        draft={draft}
        at="enabled"
        label="In use"
        description="Switched off, nothing is written there and nothing is expected of it."
        usual={true}
      />
      <SwitchField
        draft={draft}
        at="appendOnly"
        label="Append-only"
        description="Nothing is ever removed there by Vaultkeeper."
        usual={false}
      />
      <CalendarField draft={draft} at="prune" label="Free the space of removed snapshots" usual="0 3 * * 0" />
      <TextField draft={draft} at="limitUpload" label="Upload at most" description="Such as 2 MiB/s." usual="no limit" />
      <TextField draft={draft} at="limitDownload" label="Download at most" usual="no limit" />
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
    </>
  )
}

const placeKeys = [
  'path',
  'url',
  'host',
  'user',
  'port',
  'endpoint',
  'bucket',
  'prefix',
  'region',
  'account',
  'container',
  'project',
  'remote',
]

/** Another kind of place has other fields. */
function changeType(draft: Draft, type: unknown): void {
  for (const key of placeKeys) if (draft.get(key) !== undefined) draft.set(key, undefined)
  draft.set('type', type)
}

/** What the draft says of the place, without what has nothing to do with it. */
function settingsOf(draft: Draft): Record<string, unknown> {
  return Object.fromEntries(['type', ...placeKeys].flatMap((key) => (draft.get(key) === undefined ? [] : [[key, draft.get(key)]])))
}
