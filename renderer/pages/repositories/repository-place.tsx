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
import { useAdd } from './use-add.ts'

type RepositoryPlaceProps = {
  readonly name: string
  readonly draft: Draft
  /** Whether there is a repository yet; without one the host key is trusted when it is made. */
  readonly made: boolean
  /** The fingerprint of the server that was confirmed. */
  readonly hostKey: string | undefined
  readonly onHostKey: (fingerprint: string | undefined) => void
}

/** Where a repository is, and the test of that place with the secrets that are kept. `?test` in the address begins it. */
export function RepositoryPlace({ name, draft, made, hostKey, onHostKey }: RepositoryPlaceProps) {
  const type = textOf(draft.get('type'))
  const fields = kindOf(type)?.fields ?? []
  const test = usePlaceTest()
  const settings = settingsOf(draftFrom(Object.fromEntries(['type', ...fields.map(({ key }) => key)].map((key) => [key, draft.get(key)]))))
  const { start } = test
  const begin = () => void start({ repository: name, settings })
  const [query, setQuery] = useHashQuery()
  const begun = useRef(false)
  const trust = useAdd()
  const trusted = trust.done
  const { forget } = trust
  useEffect(() => {
    if (!trusted) return
    forget()
    onHostKey(undefined)
    void start({ repository: name })
  }, [trusted, forget, onHostKey, start, name])
  useEffect(() => {
    const wanted = new URLSearchParams(query).has('test')
    const isNew = wanted && !begun.current
    begun.current = wanted
    if (!isNew) return
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
      {test.found?.hostKey != null && <HostKeyNote hostKey={test.found.hostKey} accepted={hostKey} onAccept={onHostKey} />}
      {made && test.found?.hostKey?.state === 'unknown' && hostKey !== undefined && (
        <Button
          loading={trust.busy}
          onClick={() => void trust.begin({ name, password: { how: 'kept' }, acceptHostKey: hostKey })}
          style={{ alignSelf: 'flex-start' }}
        >
          Trust this key from now on
        </Button>
      )}
      {trust.problem !== null && <ProblemAlert problem={trust.problem} />}
      {test.problem !== null && <ProblemAlert problem={test.problem} />}
    </EditorSection>
  )
}
