import { Anchor, Box, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ComebackMachine, ComebackState } from '../../../main/contract/procedures/comeback.ts'
import { api, orpc } from '../../api.ts'
import { useJob } from '../../live/live-state.ts'
import { Callout } from '../../parts/callout.tsx'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { secretsFor, type TypedSecrets } from '../../repositories/place-draft.ts'
import { useHashQuery } from '../../shell/hash-location.ts'
import { Mark } from '../../shell/mark.tsx'
import { failureOf } from '../repositories/failure-of.ts'
import { ChooseWhat } from './choose-what.tsx'
import { type ComebackDraft, type ComebackStep, comebackPlace, comebackSteps, noDraft } from './comeback-draft.ts'
import { EnterSecrets } from './enter-secrets.tsx'
import { type SaidPlace, SayWhere } from './say-where.tsx'
import { WatchComeback } from './watch-comeback.tsx'

/** `#/comeback`: a new machine takes the place of an old one, out of its backups. What is secret lives here alone, and goes when it is kept where it belongs. */
export default function ComebackPage() {
  const state = useQuery(orpc.comeback.state.queryOptions())
  return (
    <Box maw={760} mx="auto" w="100%">
      <Box visibleFrom="sm" mb="lg">
        <Mark />
      </Box>
      <Page
        title="Come back from your backups"
        actions={
          <Anchor href="#/" size="sm">
            Leave
          </Anchor>
        }
      >
        <QueryView query={state}>{(known) => <Steps state={known} />}</QueryView>
      </Page>
    </Box>
  )
}

const jobKey = 'vaultkeeper.comeback'

/** What lets us in: the repository's password, what its server asks for, the host key that was confirmed. */
export type ComebackSecrets = { readonly password: string; readonly typed: TypedSecrets; readonly hostKey: string | undefined }
const noSecrets: ComebackSecrets = { password: '', typed: {}, hostKey: undefined }

function Steps({ state }: { readonly state: ComebackState }) {
  const [query, setQuery] = useHashQuery()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<ComebackDraft>(noDraft)
  const [place, setPlace] = useState<SaidPlace | null>(null)
  const [secrets, setSecrets] = useState(noSecrets)
  const [machines, setMachines] = useState<readonly ComebackMachine[] | null>(null)
  const [job, setJob] = useState(() => sessionStorage.getItem(jobKey))
  const going = useJob(job)
  const ended = going?.ended ?? null
  useEffect(() => {
    if (ended === null) return
    // Whoever tries again need not say them again.
    if (failureOf(ended) === null) setSecrets(noSecrets)
    void queries.invalidateQueries()
  }, [ended, queries])
  const go = (step: ComebackStep, options?: { readonly replace: boolean }) => setQuery(`step=${step}`, options)
  const named = comebackSteps.find((one) => one === new URLSearchParams(query).get('step')) ?? 'place'
  // What was said is in the memory of this page alone: after a reload it is asked again.
  const step =
    named === 'run'
      ? job === null
        ? 'place'
        : 'run'
      : named === 'what' && machines === null
        ? 'place'
        : named === 'password' && place === null
          ? 'place'
          : named
  const wish = comebackPlace(draft)
  const said =
    wish === undefined || place === null
      ? null
      : {
          place: wish,
          secrets: secretsFor(place.draft, secrets.typed),
          password: secrets.password,
          ...(secrets.hostKey === undefined ? {} : { acceptHostKey: secrets.hostKey }),
        }
  const begun = (id: string) => {
    sessionStorage.setItem(jobKey, id)
    setJob(id)
    go('run', { replace: true })
  }
  if (step === 'run' && job !== null)
    return (
      <WatchComeback
        job={job}
        canTryAgain={said !== null && machines !== null}
        onAgain={() => go('what', { replace: true })}
        onOver={() => sessionStorage.removeItem(jobKey)}
      />
    )
  if (state.home === 'taken') return <Taken />
  switch (step) {
    case 'password':
      return place === null ? null : (
        <EnterSecrets
          place={place}
          secrets={secrets}
          onChange={setSecrets}
          onLook={(signal) => (said === null ? Promise.reject(new Error('A place is missing.')) : api.comeback.look(said, { signal }))}
          onFound={(found) => {
            setMachines(found)
            go('what')
          }}
          onBack={() => go('place')}
        />
      )
    case 'what':
      return machines === null || said === null ? null : (
        <ChooseWhat
          machines={machines}
          unfinished={state.home === 'unfinished'}
          said={said}
          onBegun={begun}
          onBack={() => go('password')}
        />
      )
    default:
      return (
        <Stack gap="md">
          {state.home === 'unfinished' && (
            <Callout tone="info" title="A machine was on its way back and was cut off">
              {state.host !== null && `It was ${state.host}. `}
              {state.from !== null && `Its backups are at ${state.from}. `}
              Say the same again, and it goes on where it ended. Nothing is lost.
            </Callout>
          )}
          <SayWhere
            draft={draft}
            onChange={(change) => {
              setDraft({ ...draft, ...change })
              setPlace(null)
              setMachines(null)
              setSecrets(noSecrets)
            }}
            onSaid={(answer) => {
              setPlace(answer)
              go('password')
            }}
          />
        </Stack>
      )
  }
}

/** A home that has a life of its own is never overwritten. */
function Taken() {
  return (
    <Callout tone="info" title="Vaultkeeper is set up here already">
      <Stack gap="xs">
        <Text size="sm">
          What it has here is never overwritten by another machine. Your vaults can be brought back all at once under{' '}
          <Anchor href="#/restore?need=machine">Rebuild a machine</Anchor>.
        </Text>
        <Text size="sm">
          If the backups are somewhere that this home does not know,{' '}
          <Anchor href="#/repositories/%2B">add that place as a repository</Anchor> first: then everything in it can be restored, that of
          other machines too.
        </Text>
      </Stack>
    </Callout>
  )
}
