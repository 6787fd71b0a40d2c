import { NativeSelect, Radio, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { PlaceTest } from '../../../main/contract/procedures/places.ts'
import { api } from '../../api.ts'
import { Callout } from '../../parts/callout.tsx'
import { FolderField } from '../../parts/folder-field.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { HostKeyNote } from '../../repositories/host-key-note.tsx'
import { kindOf, placeKinds } from '../../repositories/kinds.ts'
import { missingIn, secretsFor, secretsMissing, secretsWanted } from '../../repositories/place-draft.ts'
import { PlaceFindings } from '../../repositories/place-findings.tsx'
import { PlaceForm } from '../../repositories/place-form.tsx'
import classes from '../../repositories/repositories.module.css'
import { SecretFields } from '../../repositories/secret-fields.tsx'
import { TestingNote } from '../../repositories/testing-note.tsx'
import { useFieldMistakes } from '../../repositories/use-field-mistakes.ts'
import { isUsable } from '../../repositories/use-place-test.ts'
import { type Draft, type DraftPlace, placeOf } from './draft.ts'
import type { Entrance } from './entrance.ts'
import { StepFrame } from './step-frame.tsx'

type PlaceStepProps = {
  readonly draft: Draft
  readonly entrance: Entrance
  readonly onChange: (change: Partial<Draft>) => void
  readonly onEntrance: (entrance: Entrance) => void
  readonly onNext: () => void
  readonly onBack: () => void
}

/** Where to: this computer, a folder or drive, a server or provider. A place is tried before the next step; nothing is made there yet. */
export function PlaceStep({ draft, entrance, onChange, onEntrance, onNext, onBack }: PlaceStepProps) {
  const { place } = draft
  const { elsewhere } = place
  const [tried, setTried] = useState(false)
  const going = useRef<AbortController | null>(null)
  const mistake = useFieldMistakes('', place.type === 'elsewhere' ? elsewhere : { type: '', values: {} }, tried)
  const test = useMutation({
    // What is sent has secrets in it, and is not remembered as what was asked.
    mutationFn: () => {
      const controller = new AbortController()
      going.current = controller
      const where = placeOf(place)
      if (where === undefined) throw new Error('A place is missing.')
      const vaults = (draft.vaults ?? []).filter(({ chosen }) => chosen).map(({ path }) => path)
      const secrets = place.type === 'elsewhere' ? secretsFor(elsewhere, entrance.secrets) : {}
      return api.setup.testPlace({ place: where, vaults, secrets }, { signal: controller.signal })
    },
  })
  // Only while this step is open: a late answer moves nobody who has gone on.
  const onSuccess = (found: PlaceTest) => {
    onChange({ existing: found.holds === 'repository' })
    if (found.state === 'good') onNext()
  }
  const forget = () => {
    going.current?.abort()
    test.reset()
  }
  const change = (what: Partial<DraftPlace>) => {
    forget()
    onEntrance({ ...entrance, hostKey: undefined })
    onChange({ place: { ...place, ...what }, existing: false })
  }
  const where = placeOf(place)
  const known: PlaceTest | undefined = test.data
  const missing = place.type === 'elsewhere' ? secretsMissing(elsewhere, entrance.secrets).map(({ part }) => part) : []
  const fine = known !== undefined && isUsable(known, entrance.hostKey)
  const goOn = () => {
    setTried(true)
    if (where?.type === 'embedded') return onNext()
    // Seen, and good enough: who goes on a second time has read it.
    if (fine && known.state !== 'good') return onNext()
    if (where !== undefined && missing.length === 0) return test.mutate(undefined, { onSuccess })
    // The first field that is wanted gets the focus, once it says so.
    setTimeout(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
  }
  return (
    <StepFrame
      step="place"
      lead="The copies are encrypted before they leave your folders, whichever place you choose. More places can be added later."
      onNext={goOn}
      onBack={onBack}
      canGoOn={place.type === 'elsewhere' || (where !== undefined && known?.state !== 'bad')}
      busy={test.isPending}
      next={fine ? 'Go on with this place' : known !== undefined && place.type === 'elsewhere' ? 'Test it again' : 'Next'}
    >
      <Radio.Group value={place.type ?? ''} onChange={(type) => change({ type: type as DraftPlace['type'] })} aria-label="Place">
        <Stack gap="md">
          <Radio
            value="local"
            label="An external drive, or another folder"
            description="Best for most, on a drive or a disk that outlives this computer."
          />
          {place.type === 'local' && (
            <Stack ps={32} gap="sm">
              <FolderField
                label="Folder for the copies"
                description="An empty one, one that does not exist yet, or one with backups from before."
                value={place.path}
                onChange={(path) => change({ path })}
                allowNew
              />
            </Stack>
          )}
          <Radio
            value="elsewhere"
            label="A server, or storage at a provider"
            description="A NAS or another computer, S3, Backblaze, Azure, Google, and what rclone reaches: safe from fire and thieves, too."
          />
          {place.type === 'elsewhere' && (
            <Stack ps={{ base: 0, xs: 32 }} gap="md" className={classes['form']}>
              <NativeSelect
                label="Kind of place"
                description={kindOf(elsewhere.type)?.lead}
                data={placeKinds.filter(({ type }) => type !== 'local').map(({ type, name }) => ({ value: type, label: name }))}
                value={elsewhere.type}
                onChange={(event) => {
                  setTried(false)
                  change({ elsewhere: { type: event.currentTarget.value, values: {} } })
                }}
              />
              <PlaceForm
                type={elsewhere.type}
                value={(key) => elsewhere.values[key] ?? ''}
                onChange={(key, value) => change({ elsewhere: { ...elsewhere, values: { ...elsewhere.values, [key]: value } } })}
                mistake={mistake}
              />
              <SecretFields
                secrets={secretsWanted(elsewhere)}
                typed={entrance.secrets}
                missing={tried && missingIn(elsewhere).length === 0 ? missing : []}
                onChange={(part, value) => {
                  forget()
                  onEntrance({ ...entrance, secrets: { ...entrance.secrets, [part]: value } })
                }}
              />
            </Stack>
          )}
          <Radio value="embedded" label="This computer only" description="Nothing to connect. It helps against mistakes and lost files." />
          {place.type === 'embedded' && (
            <Callout tone="attention" title="On this disk only">
              If this computer is lost, stolen or breaks, the copies are gone with it. Add a drive or a server as soon as you can.
            </Callout>
          )}
        </Stack>
      </Radio.Group>
      {test.isPending && <TestingNote onCancel={forget} />}
      {test.isError && <ProblemAlert problem={problemOf(test.error)} />}
      {known !== undefined && <PlaceFindings found={known} />}
      {known?.hostKey != null && (
        <HostKeyNote hostKey={known.hostKey} accepted={entrance.hostKey} onAccept={(hostKey) => onEntrance({ ...entrance, hostKey })} />
      )}
    </StepFrame>
  )
}
