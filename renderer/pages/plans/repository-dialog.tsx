import { Button, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { keepDraft } from '../../editing/kept-drafts.ts'
import { useWrittenFile } from '../../editing/use-written-file.ts'
import { useHashQuery } from '../../shell/hash-location.ts'
import { nameMistake } from './names.ts'
import { RepositoryEditor } from './repository-editor.tsx'
import { repositoriesOf } from './written.ts'

type RepositoryDialogProps = {
  /** The name of a repository, `+` for a new one, `null` for none. */
  readonly name: string | null
  readonly written: unknown
}

/** The editor of a repository in a dialog. */
export function RepositoryDialog({ name, written }: RepositoryDialogProps) {
  const [, setQuery] = useHashQuery()
  const close = () => {
    if (name !== null) keepDraft(`repositories.${name}`, undefined)
    setQuery('')
  }
  return (
    <Modal opened={name !== null} onClose={close} size="lg" title={name === null || name === '+' ? 'New repository' : `Repository ${name}`}>
      {name === '+' && <NewRepository written={written} />}
      {name !== null && name !== '+' && <RepositoryEditor name={name} written={written} onClose={close} />}
    </Modal>
  )
}

function NewRepository({ written }: { readonly written: unknown }) {
  const file = useWrittenFile()
  const [, setQuery] = useHashQuery()
  const taken = repositoriesOf(written).map(([repository]) => repository)
  const [name, setName] = useState('')
  const mistake = nameMistake(name, taken)
  const begin = (event: FormEvent) => {
    event.preventDefault()
    if (mistake !== undefined) return
    keepDraft(`repositories.${name}`, { changes: { type: 'local' }, basedOn: file.data?.hash ?? '' })
    setQuery(`repository=${name}`, { replace: true })
  }
  return (
    <form onSubmit={begin}>
      <Stack>
        <TextInput
          label="Name"
          description="Small letters, digits and hyphens, such as drive or office. It cannot be changed later."
          value={name}
          error={name === '' ? undefined : mistake}
          onChange={(event) => setName(event.currentTarget.value)}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
        />
        <Button type="submit" disabled={mistake !== undefined} style={{ alignSelf: 'flex-start' }}>
          Go on
        </Button>
      </Stack>
    </form>
  )
}
