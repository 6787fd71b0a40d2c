import { Button, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { orpc } from '../../api.ts'
import { FolderField } from '../../parts/folder-field.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { counted } from '../../words/counted.ts'
import { ChoiceCards } from './choice-cards.tsx'
import { MoreChoices } from './more-choices.tsx'
import { toBeWritten } from './preview-words.ts'
import { RebuildPreview } from './rebuild-preview.tsx'
import { type RebuildWish, rebuildWishes, vaultsToRebuild } from './rebuild-wishes.ts'
import classes from './restore.module.css'
import type { Go } from './use-wizard.ts'
import type { WizardState } from './wizard-state.ts'

const places = [
  { value: 'original', name: 'Each in its place', says: 'Where it was on this machine. A folder that is gone is made again.' },
  { value: 'folder', name: 'All below one folder', says: 'Each in a folder of its name.' },
] as const

/** Where several vaults go, and what that would do to each. */
export function RebuildWhere({ state, go }: { readonly state: WizardState; readonly go: Go }) {
  const time = state.moment === null ? undefined : new Date(state.moment)
  const input = time === undefined || Number.isNaN(time.getTime()) ? {} : { time: time.toISOString() }
  const vaults = useQuery(orpc.moments.at.queryOptions({ input }))
  const change = (what: Partial<WizardState>) => go({ step: 'where', ...what }, { replace: true })
  return (
    <div className={classes['twoParts']}>
      <Stack gap="lg">
        <ChoiceCards
          label="Where to"
          value={state.place === 'folder' ? 'folder' : 'original'}
          choices={places}
          onChoose={(place) => change({ place, policy: place === 'folder' ? 'keep-both' : 'always' })}
        />
        {state.place === 'folder' && (
          <FolderField
            label="Folder"
            description="One that is not there yet is made."
            value={state.folder}
            onChange={(folder) => change({ folder })}
            allowNew
          />
        )}
        <MoreChoices state={state} onChange={change} />
      </Stack>
      <QueryView query={vaults}>{(all) => <Previews wishes={rebuildWishes(vaultsToRebuild(all, state), state)} go={go} />}</QueryView>
    </div>
  )
}

/** One preview after the other: each is a restic process that reads a whole vault. */
function Previews({ wishes, go }: { readonly wishes: readonly RebuildWish[]; readonly go: Go }) {
  const [settled] = useDebouncedValue(JSON.stringify(wishes), 300)
  const asked = JSON.parse(settled) as readonly RebuildWish[]
  const [done, setDone] = useState(0)
  const looked = useQueries({
    queries: asked.map(({ wish }, index) => ({
      ...orpc.restores.preview.queryOptions({ input: wish, staleTime: 'static', gcTime: 0, retry: false }),
      enabled: index <= done,
    })),
  })
  const over = looked.findIndex((one) => one.data === undefined && one.error === null)
  useEffect(() => setDone(over < 0 ? looked.length : over), [over, looked.length])
  const start = useMutation(orpc.moments.rebuild.mutationOptions({ onSuccess: ({ job }) => go({ step: 'run', jobs: [job] }) }))
  const known = settled === JSON.stringify(wishes) && looked.every((one) => one.data !== undefined || one.error !== null)
  const possible = wishes.filter((_, index) => {
    const data = looked[index]?.data
    return data !== undefined && data.refusal === null && toBeWritten(data.preview) > 0
  })
  if (wishes.length === 0) return <Text c="dimmed">Choose a folder, and you see here what this will do.</Text>
  return (
    <Stack gap="md">
      {asked.map(({ vault }, index) => {
        const one = looked[index]
        return <RebuildPreview key={vault.vault} vault={vault} looked={one?.data} error={one?.error ?? null} />
      })}
      {start.error !== null && <ProblemAlert problem={problemOf(start.error)} />}
      {known && possible.length > 0 && (
        <Button size="md" loading={start.isPending} onClick={() => start.mutate({ wishes: possible.map(({ wish }) => wish) })}>
          Restore {counted(possible.length, 'vault')}
        </Button>
      )}
    </Stack>
  )
}
