import { Button, Stack } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { textOf } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { HostKeyNote } from '../../repositories/host-key-note.tsx'
import { kindOf } from '../../repositories/kinds.ts'
import { draftFrom, settingsOf } from '../../repositories/place-draft.ts'
import { PlaceFindings } from '../../repositories/place-findings.tsx'
import { PlaceForm } from '../../repositories/place-form.tsx'
import classes from '../../repositories/repositories.module.css'
import { TestingNote } from '../../repositories/testing-note.tsx'
import { usePlaceTest } from '../../repositories/use-place-test.ts'
import { useHashQuery } from '../../shell/hash-location.ts'
import { EditorSection } from '../plans/editor-section.tsx'

type RepositoryPlaceProps = { readonly name: string; readonly draft: Draft }

/** Where a repository is, and the test of that place with the secrets that are kept. `?test` in the address begins it. */
export function RepositoryPlace({ name, draft }: RepositoryPlaceProps) {
  const type = textOf(draft.get('type'))
  const fields = kindOf(type)?.fields ?? []
  const test = usePlaceTest()
  const settings = settingsOf(draftFrom(Object.fromEntries(['type', ...fields.map(({ key }) => key)].map((key) => [key, draft.get(key)]))))
  const { start } = test
  const begin = () => void start({ repository: name, settings })
  const [query, setQuery] = useHashQuery()
  const begun = useRef(false)
  useEffect(() => {
    if (!new URLSearchParams(query).has('test') || begun.current) return
    begun.current = true
    setQuery('', { replace: true })
    void start({ repository: name })
  }, [query, setQuery, start, name])
  return (
    <EditorSection
      title="Where it is"
      lead="If it was moved, write its new place here. For another kind of place add another repository: what is in this one stays as it is."
    >
      <div className={classes['form']}>
        <PlaceForm
          type={type}
          value={(key) => {
            const value = draft.get(key)
            return Array.isArray(value) ? value.join('\n') : textOf(value)
          }}
          onChange={(key, text) => {
            test.forget()
            draft.set(key, settingsOf({ type, values: { [key]: text } })[key])
          }}
          mistake={draft.mistake}
        />
      </div>
      {test.busy ? (
        <TestingNote onCancel={test.cancel} />
      ) : (
        <Button variant="default" onClick={begin} style={{ alignSelf: 'flex-start' }}>
          Test this place
        </Button>
      )}
      <Stack gap="md" role="status">
        {test.found !== null && <PlaceFindings found={test.found} />}
      </Stack>
      {test.found?.hostKey != null && <HostKeyNote hostKey={test.found.hostKey} />}
      {test.problem !== null && <ProblemAlert problem={test.problem} />}
    </EditorSection>
  )
}
