import { Anchor, Button, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { valueAt } from '../../editing/draft.ts'
import { LinesField, TextField, textOf } from '../../editing/fields.tsx'
import { keepDraft } from '../../editing/kept-drafts.ts'
import { SavePanel } from '../../editing/save-panel.tsx'
import { useDraft } from '../../editing/use-draft.ts'
import { useWrittenFile } from '../../editing/use-written-file.ts'
import { Callout } from '../../parts/callout.tsx'
import { FolderField } from '../../parts/folder-field.tsx'
import { useHashQuery } from '../../shell/hash-location.ts'
import { nameFor, nameMistake } from './names.ts'
import { OverrideNotes } from './override-notes.tsx'
import { RemoveSection } from './remove-section.tsx'
import { RecoveryFields, VaultGitFields } from './vault-git-fields.tsx'
import { plansWith, sectionsOf, vaultName } from './written.ts'

type VaultDialogProps = {
  /** The key of a vault, `+` for a new one, `null` for none. */
  readonly name: string | null
  readonly written: unknown
}

/** The editor of a vault: its folder, what it is called, what is left out, what is told of its git, its recovery document. */
export function VaultDialog({ name, written }: VaultDialogProps) {
  const [, setQuery] = useHashQuery()
  const close = () => {
    if (name !== null) keepDraft(`vaults.${name}`, undefined)
    setQuery('')
  }
  return (
    <Modal
      opened={name !== null}
      onClose={close}
      size="lg"
      title={name === null || name === '+' ? 'New vault' : `Vault ${vaultName(written, name)}`}
    >
      {name === '+' && <NewVault written={written} />}
      {name !== null && name !== '+' && <VaultEditor name={name} written={written} onClose={close} />}
    </Modal>
  )
}

function NewVault({ written }: { readonly written: unknown }) {
  const file = useWrittenFile()
  const [, setQuery] = useHashQuery()
  const taken = sectionsOf(written, 'vaults').map(([vault]) => vault)
  const [path, setPath] = useState('')
  const [chosen, setChosen] = useState<string>()
  const name = chosen ?? (path === '' ? '' : nameFor(path, taken))
  const mistake = nameMistake(name, taken)
  const begin = (event: FormEvent) => {
    event.preventDefault()
    if (mistake !== undefined || path === '') return
    keepDraft(`vaults.${name}`, { changes: { path }, basedOn: file.data?.hash ?? '' })
    setQuery(`vault=${name}`, { replace: true })
  }
  return (
    <form onSubmit={begin}>
      <Stack>
        <FolderField
          label="Folder"
          description="The folder that is kept safe, with everything in it."
          value={path}
          onChange={setPath}
          data-autofocus
        />
        <TextInput
          label="Name in the file"
          description="Small letters, digits and hyphens. It cannot be changed later."
          value={name}
          error={name === '' ? undefined : mistake}
          onChange={(event) => setChosen(event.currentTarget.value)}
          spellCheck={false}
          autoComplete="off"
        />
        <Button type="submit" disabled={path === '' || mistake !== undefined} style={{ alignSelf: 'flex-start' }}>
          Go on
        </Button>
      </Stack>
    </form>
  )
}

function VaultEditor({ name, written, onClose }: { readonly name: string; readonly written: unknown; readonly onClose: () => void }) {
  const draft = useDraft(['vaults', name], `The vault ${name}`)
  const there = valueAt(written, ['vaults', name]) !== undefined
  const plans = plansWith(written, 'vaults', name)
  if (!there && !draft.changed) return <Text>There is no vault {name}.</Text>
  return (
    <Stack>
      {there && (
        <Text size="sm">
          <Anchor href={`#/vaults/${encodeURIComponent(name)}`}>How it stands</Anchor>
        </Text>
      )}
      <OverrideNotes below={`vaults.${name}`} />
      <FolderField
        label="Folder"
        value={textOf(draft.get('path'))}
        error={draft.mistake('path')}
        onChange={(path) => draft.set('path', path === '' ? undefined : path)}
        data-autofocus
      />
      <TextField draft={draft} at="name" label="What it is called on pages" usual={name} />
      <LinesField
        draft={draft}
        at="exclude"
        label="What is left out"
        description="Patterns, one a line, such as node_modules/ or *.tmp"
        usual="nothing"
      />
      <VaultGitFields draft={draft} written={written} vault={name} />
      <RecoveryFields draft={draft} />
      <LinesField
        draft={draft}
        at="configuration"
        label="What belongs to its set-up"
        description="Files and folders, one a line, that have to be in git for a new machine, such as .claude/ or .mcp.json"
        usual="in a vault with a folder .claude: .claude/, .mcp.json, .env.example"
      />
      {plans.length === 0 && (
        <Callout tone="attention" title="No plan takes this vault">
          It is not backed up by itself until one does: choose it under What in a plan.
        </Callout>
      )}
      <SavePanel draft={draft} onSaved={onClose} plain />
      {there && (
        <RemoveSection way={['vaults', name]} what={`the vault ${name}`} onRemoved={onClose}>
          Nothing is deleted on the disk, and its snapshots stay where they are.
        </RemoveSection>
      )}
    </Stack>
  )
}
