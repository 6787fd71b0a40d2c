import { Checkbox, Stack } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { orpc } from '../../api.ts'
import { Callout } from '../../parts/callout.tsx'
import { FolderField } from '../../parts/folder-field.tsx'
import { ChoiceCards } from './choice-cards.tsx'
import { dayOf } from './days.ts'
import { MomentLine, useMoment } from './moment-line.tsx'
import { MoreChoices } from './more-choices.tsx'
import { placeWords } from './policy-words.ts'
import { PreviewOfRestore } from './preview-of-restore.tsx'
import classes from './restore.module.css'
import { restoreWish } from './restore-wish.ts'
import type { Go } from './use-wizard.ts'
import { WhatIsChosen } from './what-is-chosen.tsx'
import type { WizardState } from './wizard-state.ts'

/** Where to, and what becomes of what is there; beside it, all the time, what that would do. */
export function WhereTo({ state, go }: { readonly state: WizardState; readonly go: Go }) {
  const moment = useMoment(state)
  const vaults = useQuery(orpc.moments.at.queryOptions({ input: {} }))
  const vault = vaults.data?.find((one) => one.vault === (moment?.vault ?? state.vault))
  const goneFrom = vault !== undefined && !vault.there ? vault.path : null
  const setup = useQuery(orpc.setup.state.queryOptions())
  const start = useMutation(orpc.restores.start.mutationOptions({ onSuccess: ({ job }) => go({ step: 'run', jobs: [job] }) }))
  const change = (what: Partial<WizardState>) => go({ step: 'where', ...what }, { replace: true })

  const foreign = moment !== undefined && moment.machine !== null
  // What another machine saved has no place of its own here.
  const misplaced = foreign && state.place !== 'folder'
  useEffect(() => {
    if (misplaced) go({ step: 'where', place: 'folder', policy: 'keep-both' }, { replace: true })
  })

  // A new folder beside the vault is what most people want who do not want it in its place.
  const suggestion =
    moment === undefined
      ? ''
      : vault !== undefined
        ? `${vault.path} as of ${dayOf(moment.time)}`
        : foreign && setup.data !== undefined
          ? `${setup.data.person}/${moment.vaultName ?? `Restored from ${moment.machineName ?? moment.machine}`} as of ${dayOf(moment.time)}`
          : ''
  const suggested = useRef(false)
  useEffect(() => {
    if (state.place !== 'folder' || suggestion === '' || suggested.current) return
    suggested.current = true
    if (state.folder === '') go({ step: 'where', folder: suggestion }, { replace: true })
  })

  return (
    <Stack gap="md">
      <div>
        <MomentLine state={state} />
        <WhatIsChosen paths={state.paths} />
      </div>
      <div className={classes['twoParts']}>
        <Stack gap="lg">
          {goneFrom !== null && (
            <Callout tone="attention" title={`The folder ${goneFrom} is not there any more`}>
              It is made again. If it lies on a disk that is not connected, connect that first.
            </Callout>
          )}
          <ChoiceCards
            label="Where to"
            value={state.place}
            choices={placeWords
              .filter(({ place }) => !foreign || place === 'folder')
              .map(({ place, name, says }) => ({
                value: place,
                name,
                says: place === 'original' && vault ? `${says} ${vault.path}` : says,
              }))}
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
          {state.place === 'folder' &&
            state.paths.length > 0 &&
            !state.paths.includes('') &&
            state.paths.some((path) => path.includes('/')) && (
              <Checkbox
                label="With the folders that they were in"
                description="Otherwise each lies directly in the folder."
                checked={state.asItWas}
                onChange={(event) => change({ asItWas: event.currentTarget.checked })}
              />
            )}
          <MoreChoices state={state} onChange={change} />
        </Stack>
        <PreviewOfRestore
          wish={restoreWish(state, goneFrom)}
          starting={start.isPending}
          failed={start.error}
          onRestore={(wish) => start.mutate(wish)}
        />
      </div>
    </Stack>
  )
}
