import { Button, Group, PasswordInput, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { ComebackMachine } from '../../../main/contract/procedures/comeback.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { HostKeyNote } from '../../repositories/host-key-note.tsx'
import { secretsMissing, secretsWanted } from '../../repositories/place-draft.ts'
import { SecretFields } from '../../repositories/secret-fields.tsx'
import { ComebackFrame } from './comeback-frame.tsx'
import type { ComebackSecrets } from './comeback-page.tsx'
import type { SaidPlace } from './say-where.tsx'

type EnterSecretsProps = {
  readonly place: SaidPlace
  readonly secrets: ComebackSecrets
  readonly onChange: (secrets: ComebackSecrets) => void
  /** Opens the backups and says whose they are. */
  readonly onLook: (signal: AbortSignal) => Promise<{ readonly machines: readonly ComebackMachine[] }>
  readonly onFound: (machines: readonly ComebackMachine[]) => void
  readonly onBack: () => void
}

/** The password of the backups, and what their server asks for. They are opened with it; nothing is changed there. */
export function EnterSecrets({ place, secrets, onChange, onLook, onFound, onBack }: EnterSecretsProps) {
  const { password, typed, hostKey } = secrets
  const [tried, setTried] = useState(false)
  const going = useRef<AbortController | null>(null)
  useEffect(() => () => going.current?.abort(), [])
  const look = useMutation({
    // What is sent has secrets in it, and is not remembered as what was asked.
    mutationFn: () => {
      going.current = new AbortController()
      return onLook(going.current.signal)
    },
    onSuccess: ({ machines }) => onFound(machines),
  })
  const change = (what: Partial<ComebackSecrets>) => {
    going.current?.abort()
    look.reset()
    onChange({ ...secrets, ...what })
  }
  const kept = place.needs.filter((need) => need.kept !== 'nowhere' && need.kept !== 'unknown').map(({ part }) => part)
  const missing = secretsMissing(place.draft, typed, kept).map(({ part }) => part)
  const stranger = place.hostKey !== null && place.hostKey.state !== 'known' && hostKey === undefined
  const goOn = () => {
    setTried(true)
    if (password !== '' && missing.length === 0 && !stranger) return look.mutate()
    setTimeout(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
  }
  return (
    <ComebackFrame
      step="password"
      lead={
        <>
          Of the backups at <strong style={{ overflowWrap: 'anywhere' }}>{place.place}</strong>. They are opened with it, and nothing in
          them is changed.
        </>
      }
      next={look.isError ? 'Try again' : 'Open the backups'}
      onNext={goOn}
      onBack={onBack}
      canGoOn={!stranger}
      busy={look.isPending}
    >
      {place.hostKey !== null && (
        <HostKeyNote hostKey={place.hostKey} accepted={hostKey} onAccept={(fingerprint) => change({ hostKey: fingerprint })} />
      )}
      <SecretFields
        secrets={secretsWanted(place.draft)}
        typed={typed}
        kept={kept}
        missing={tried ? missing : []}
        onChange={(part, value) => change({ typed: { ...typed, [part]: value } })}
      />
      <PasswordInput
        label="Password of the backups"
        description="It stands in your emergency kit."
        value={password}
        error={tried && password === '' ? 'This is needed.' : undefined}
        onChange={(event) => change({ password: event.currentTarget.value })}
        autoComplete="off"
        data-1p-ignore
        data-lpignore="true"
        spellCheck={false}
        autoCapitalize="none"
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
      />
      {look.isPending && (
        <Group justify="space-between" gap="sm">
          <Text size="sm" role="status">
            Opening the backups, and looking whose they are…
          </Text>
          <Button variant="default" size="compact-sm" onClick={() => change({})}>
            Stop looking
          </Button>
        </Group>
      )}
      {look.isError && <ProblemAlert problem={problemOf(look.error)} />}
    </ComebackFrame>
  )
}
