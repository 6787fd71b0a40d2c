import { PasswordInput, Radio, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import type { JobEnd } from '../../../main/contract/procedures/jobs.ts'
import type { SetupPassword, SetupState } from '../../../main/contract/procedures/setup.ts'
import { orpc } from '../../api.ts'
import { useBegun } from '../../live/use-begun.ts'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { secretsFor, settingsOf } from '../../repositories/place-draft.ts'
import { listed } from '../../words/counted.ts'
import { placeInWords } from '../plans/written.ts'
import { choicesOf, type Draft } from './draft.ts'
import type { Entrance } from './entrance.ts'
import { KeychainNote } from './keychain-note.tsx'
import { OwnPassword, type OwnPasswordText } from './own-password.tsx'
import { StepFrame } from './step-frame.tsx'

type PasswordStepProps = {
  readonly draft: Draft
  readonly entrance: Entrance
  readonly state: SetupState
  readonly onMade: (repository: string, plan: string) => void
  readonly onBack: () => void
  readonly onAgain: () => void
}

type How = SetupPassword['how']
const nothing: OwnPasswordText = { value: '', again: '', enough: false }

/** The password, and then everything is made: the place, its password kept, vaults and plans written. */
export function PasswordStep({ draft, entrance, state, onMade, onBack, onAgain }: PasswordStepProps) {
  const { place } = draft
  const embedded = place.type === 'embedded'
  const [needed, setNeeded] = useState(false)
  const existing = needed || draft.existing || (embedded && state.embeddedUnknown)
  const choices = choicesOf(draft)
  const keptNow = state.passwordKept && (state.unfinished !== null || embedded)
  const [keptBefore, setKeptBefore] = useState(keptNow)
  const [wished, setHow] = useState<How>(keptNow ? 'kept' : existing ? 'typed' : 'generated')
  const [own, setOwn] = useState(nothing)
  const [inFile, setInFile] = useState(false)
  const [begun, setBegun] = useState<{ job: string; repository: string; plans: readonly string[] } | null>(null)
  const job = begun?.job ?? null
  const create = useMutation(orpc.setup.create.mutationOptions({ gcTime: 0, onSuccess: setBegun }))
  const followed = useBegun(job)
  const { going, ended } = followed
  useEffect(() => {
    if (ended?.verdict === 'done' && begun !== null) onMade(begun.repository, begun.plans[0] ?? '')
  }, [ended, begun, onMade])
  const typed = useCallback((text: OwnPasswordText) => setOwn(text), [])
  const busy = create.isPending || followed.busy
  // What is kept in the middle of the set-up does not change under the eyes what was chosen before it.
  const kept = busy ? keptBefore : keptNow
  // One that a try before this one made is not made a second time.
  const how = kept && wished === 'generated' ? 'kept' : wished
  const ready = how !== 'typed' || (existing ? own.value !== '' : own.enough && own.value === own.again && own.value === own.value.trim())
  const keepable = how === 'kept' || state.keychain === 'ready' || (state.keychain === 'absent' && (embedded || inFile))
  const make = () => {
    if (choices === undefined) return
    const password: SetupPassword = how === 'typed' ? { how, value: own.value } : { how }
    setBegun(null)
    setKeptBefore(keptNow)
    create.mutate({
      choices,
      password,
      keepIn: inFile && !embedded ? 'file' : 'keychain',
      ...(place.type === 'elsewhere' ? { secrets: secretsFor(place.elsewhere, entrance.secrets) } : {}),
      ...(entrance.hostKey === undefined ? {} : { acceptHostKey: entrance.hostKey }),
    })
  }
  const problem = create.isError ? problemOf(create.error) : (followed.lost ?? failureOf(ended))
  useEffect(() => {
    if (problem?.code !== 'password-needed') return
    setNeeded(true)
    setHow('typed')
  }, [problem?.code])
  return (
    <StepFrame
      step="password"
      lead={
        existing
          ? 'There are backups at this place already. With their password Vaultkeeper goes on where they ended; nothing of them is lost.'
          : 'It encrypts the copies. Without it nobody can ever read them again, not even you: the next step makes sure that you have it.'
      }
      next={problem === null ? 'Set up' : 'Try again'}
      onNext={make}
      onBack={onBack}
      canGoOn={ready && keepable && choices !== undefined}
      busy={busy}
    >
      {existing && how !== 'kept' ? (
        <PasswordInput
          label="Password of the backups that are there"
          value={own.value}
          onChange={(event) => setOwn({ ...own, value: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
        />
      ) : (
        <Radio.Group value={how} onChange={(value) => setHow(value as How)} aria-label="Password">
          <Stack gap="md">
            {kept && <Radio value="kept" label="The one that is kept already" description="It was made or typed here before." />}
            {!kept && (
              <Radio
                value="generated"
                label="Have one made for me"
                description="The safest: 32 random letters and digits in groups of four. You print or save it in the next step."
              />
            )}
            <Radio value="typed" label="Use my own" description="You will need it in some years. Choose one that you use nowhere else." />
            {how === 'typed' && (
              <div style={{ paddingInlineStart: 32 }}>
                <OwnPassword text={own} about={[state.host, ...(draft.vaults ?? []).map(({ name }) => name)]} onChange={typed} />
              </div>
            )}
          </Stack>
        </Radio.Group>
      )}
      {how !== 'kept' && (
        <KeychainNote keychain={state.keychain} embedded={embedded} inFile={inFile} onInFile={setInFile} onAgain={onAgain} />
      )}
      {choices !== undefined && <Summary draft={draft} />}
      {going !== undefined && <JobProgress job={going} />}
      {problem !== null && !busy && <ProblemAlert problem={problem} />}
    </StepFrame>
  )
}

function failureOf(ended: JobEnd | null) {
  if (ended === null || ended.verdict === 'done') return null
  return (
    ended.problem ??
    ended.runs[0]?.problem ?? { code: 'unexpected', sentence: 'It was not set up.', remedy: 'Try again; if it stays, tell us.' }
  )
}

/** What will be made, before it is. */
function Summary({ draft: { vaults, place, daily, onChange } }: { readonly draft: Draft }) {
  const names = (vaults ?? []).filter(({ chosen }) => chosen).map(({ name }) => name)
  const where =
    place.type === 'embedded'
      ? 'to a place on this computer'
      : `to ${place.type === 'local' ? place.path : placeInWords('', settingsOf(place.elsewhere))}`
  const when = [daily === null ? '' : `every day at ${daily}`, onChange ? 'whenever something changes' : ''].filter((one) => one !== '')
  return (
    <Text size="sm">
      <strong>{listed(names)}</strong> will be backed up {where}, {when.join(' and ')}.
    </Text>
  )
}
