import { Button, Stack } from '@mantine/core'
import type { FormEvent } from 'react'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { HostKeyNote } from '../../repositories/host-key-note.tsx'
import {
  missingIn,
  type PlaceDraft,
  secretsFor,
  secretsMissing,
  secretsWanted,
  settingsOf,
  type TypedSecrets,
} from '../../repositories/place-draft.ts'
import { PlaceFindings } from '../../repositories/place-findings.tsx'
import { PlaceForm } from '../../repositories/place-form.tsx'
import classes from '../../repositories/repositories.module.css'
import { SecretFields } from '../../repositories/secret-fields.tsx'
import { TestingNote } from '../../repositories/testing-note.tsx'
import type { HeldTest } from '../../repositories/use-place-test.ts'

type AddPlaceProps = {
  readonly draft: PlaceDraft
  readonly typed: TypedSecrets
  /** What is wrong with a field. */
  readonly mistake: (key: string) => string | undefined
  readonly test: HeldTest
  /** The fingerprint of the server that was confirmed. */
  readonly hostKey: string | undefined
  readonly disabled: boolean
  /** Somebody wanted to go on: what is missing is told. */
  readonly tried: boolean
  readonly onSay: (key: string, value: string) => void
  readonly onSecret: (part: string, value: string) => void
  readonly onHostKey: (fingerprint: string | undefined) => void
  readonly onTried: () => void
}

/** Where a place is, with its secrets, and the test that says what it is good for. Enter tests it. */
export function AddPlace(props: AddPlaceProps) {
  const { draft, typed, mistake, test, hostKey, disabled, tried, onSay, onSecret, onHostKey, onTried } = props
  const { found, problem, busy } = test
  const missing = secretsMissing(draft, typed).map(({ part }) => part)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onTried()
    const form = event.currentTarget
    if (missingIn(draft).length > 0 || missing.length > 0) {
      // The first field that is wanted gets the focus, once it says so.
      setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
      return
    }
    void test.start({
      settings: settingsOf(draft),
      secrets: secretsFor(draft, typed),
      ...(hostKey === undefined ? {} : { acceptHostKey: hostKey }),
    })
  }
  return (
    <form onSubmit={submit} noValidate autoComplete="off">
      <Stack gap="md" className={classes['form']}>
        <PlaceForm type={draft.type} value={(key) => draft.values[key] ?? ''} onChange={onSay} mistake={mistake} />
        <SecretFields secrets={secretsWanted(draft)} typed={typed} missing={tried ? missing : []} onChange={onSecret} />
        {busy ? (
          <TestingNote onCancel={test.cancel} />
        ) : (
          <Button
            type="submit"
            variant={found === null || found.state === 'bad' ? 'filled' : 'default'}
            disabled={disabled}
            style={{ alignSelf: 'flex-start' }}
          >
            {found === null ? 'Test this place' : 'Test it again'}
          </Button>
        )}
        {found !== null && <PlaceFindings found={found} />}
        {found?.hostKey != null && <HostKeyNote hostKey={found.hostKey} accepted={hostKey} onAccept={onHostKey} />}
        {problem !== null && <ProblemAlert problem={problem} />}
      </Stack>
    </form>
  )
}
