import { Radio, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { PlaceTest } from '../../../main/contract/procedures/places.ts'
import { orpc } from '../../api.ts'
import { Callout } from '../../parts/callout.tsx'
import { FolderField } from '../../parts/folder-field.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { PlaceFindings } from '../../repositories/place-findings.tsx'
import { type Draft, type DraftPlace, placeOf } from './draft.ts'
import { StepFrame } from './step-frame.tsx'

type PlaceStepProps = {
  readonly draft: Draft
  readonly onChange: (change: Partial<Draft>) => void
  readonly onNext: () => void
  readonly onBack: () => void
}

/** Where to: this computer, a folder or drive, a server. A place is tried before the next step; nothing is made there yet. */
export function PlaceStep({ draft, onChange, onNext, onBack }: PlaceStepProps) {
  const { place } = draft
  const test = useMutation(
    orpc.setup.testPlace.mutationOptions({
      onSuccess: (found) => {
        onChange({ existing: found.holds === 'repository' })
        if (found.state === 'good') onNext()
      },
    }),
  )
  const change = (what: Partial<DraftPlace>) => {
    test.reset()
    onChange({ place: { ...place, ...what }, existing: false })
  }
  const where = placeOf(place)
  const known: PlaceTest | undefined = test.data
  const goOn = () => {
    if (where?.type === 'embedded') return onNext()
    // Seen, and good enough: who goes on a second time has read it.
    if (known !== undefined && known.state === 'attention') return onNext()
    if (where !== undefined)
      test.mutate({ place: where, vaults: (draft.vaults ?? []).filter(({ chosen }) => chosen).map(({ path }) => path) })
  }
  return (
    <StepFrame
      step="place"
      lead="The copies are encrypted before they leave your folders, whichever place you choose. More places can be added later."
      onNext={goOn}
      onBack={onBack}
      canGoOn={where !== undefined && known?.state !== 'bad'}
      busy={test.isPending}
      next={known?.state === 'attention' ? 'Go on with this place' : 'Next'}
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
          <Radio value="rest" label="A server of your own" description="A restic REST server that asks for no log-in." />
          {place.type === 'rest' && (
            <Stack ps={32} gap="sm">
              <TextInput
                label="Address"
                placeholder="https://backup.example.org:8000/notes"
                value={place.url}
                onChange={(event) => change({ url: event.currentTarget.value })}
                spellCheck={false}
                autoComplete="off"
                inputMode="url"
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
      {test.isPending && (
        <Text size="sm" role="status">
          Trying the place…
        </Text>
      )}
      {test.isError && <ProblemAlert problem={problemOf(test.error)} />}
      {known !== undefined && <PlaceFindings found={known} />}
    </StepFrame>
  )
}
