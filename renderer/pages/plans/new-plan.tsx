import { Button, Group, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { keepDraft } from '../../editing/kept-drafts.ts'
import { useWrittenFile } from '../../editing/use-written-file.ts'
import { goTo } from '../../shell/hash-location.ts'
import { EditorSection } from './editor-section.tsx'
import { nameMistake } from './names.ts'
import { sectionsOf } from './written.ts'

/** Asks for the name of a new plan; everything else is asked by its editor. */
export function NewPlan({ written }: { readonly written: unknown }) {
  const file = useWrittenFile()
  const [name, setName] = useState('')
  const [tried, setTried] = useState(false)
  const names = sectionsOf(written, 'plans').map(([one]) => one)
  const mistake = nameMistake(name, names)
  const begin = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (mistake !== undefined) return
    const vaults = sectionsOf(written, 'vaults').map(([vault]) => vault)
    keepDraft(`plans.${name}`, { changes: { kind: 'daily', sources: vaults.slice(0, 1) }, basedOn: file.data?.hash ?? '' })
    goTo(`/plans/${name}`, { replace: true })
  }
  return (
    <EditorSection
      title="What is it to be called?"
      lead="It cannot be changed later: it stands in the file, in the history and on the snapshots."
    >
      <form onSubmit={begin}>
        <Group align="flex-start" gap="xs">
          <TextInput
            label="Name"
            description="Small letters, digits and hyphens, such as every-morning."
            value={name}
            error={tried || name.length > 63 ? mistake : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
            spellCheck={false}
            autoComplete="off"
            maw={340}
            flex={1}
          />
        </Group>
        <Button type="submit" mt="md">
          Go on
        </Button>
      </form>
    </EditorSection>
  )
}
