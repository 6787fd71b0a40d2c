import { NativeSelect, Radio, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { FolderField } from '../../parts/folder-field.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { kindOf, placeKinds } from '../../repositories/kinds.ts'
import { draftFrom, type PlaceDraft } from '../../repositories/place-draft.ts'
import { PlaceForm } from '../../repositories/place-form.tsx'
import classes from '../../repositories/repositories.module.css'
import { useFieldMistakes } from '../../repositories/use-field-mistakes.ts'
import { type ComebackDraft, comebackPlace } from './comeback-draft.ts'
import { ComebackFrame } from './comeback-frame.tsx'

/** What a place is: in words, with its settings, and what it asks for. */
export type SaidPlace = Omit<Awaited<ReturnType<typeof api.comeback.place>>, 'settings'> & { readonly draft: PlaceDraft }

type SayWhereProps = {
  readonly draft: ComebackDraft
  readonly onChange: (change: Partial<ComebackDraft>) => void
  readonly onSaid: (place: SaidPlace) => void
}

/** Where the backups are: a drive, a server, or the address as it stands in the emergency kit. */
export function SayWhere({ draft, onChange, onSaid }: SayWhereProps) {
  const { how, path, server, address } = draft
  const [tried, setTried] = useState(false)
  const mistake = useFieldMistakes('', how === 'server' ? server : { type: '', values: {} }, tried)
  const place = comebackPlace(draft)
  const ask = useMutation({
    mutationFn: () => (place === undefined ? Promise.reject(new Error('A place is missing.')) : api.comeback.place({ place })),
    onSuccess: ({ settings, ...answer }) => onSaid({ ...answer, draft: draftFrom(settings) }),
  })
  const change = (what: Partial<ComebackDraft>) => {
    ask.reset()
    onChange(what)
  }
  const goOn = () => {
    setTried(true)
    if (place !== undefined) return ask.mutate()
    // The first field that is wanted gets the focus, once it says so.
    setTimeout(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
  }
  return (
    <ComebackFrame
      step="place"
      lead="Your settings, your history and your vaults come back from there. All that you need is its password, which stands in your emergency kit."
      onNext={goOn}
      onBack={() => history.back()}
      canGoOn={how !== null}
      busy={ask.isPending}
    >
      <Radio.Group
        value={how ?? ''}
        onChange={(value) => change({ how: value as ComebackDraft['how'] })}
        aria-label="Where your backups are"
      >
        <Stack gap="md">
          <Radio
            value="folder"
            label="On a drive, or in a folder"
            description="An external drive that is connected, or a folder that is mounted here."
          />
          {how === 'folder' && (
            <Stack ps={{ base: 0, xs: 32 }}>
              <FolderField
                label="Folder with the backups"
                description="The one in which a file named config and folders named data and snapshots lie."
                value={path}
                error={tried && path.trim() === '' ? 'This is needed.' : undefined}
                onChange={(value) => change({ path: value })}
              />
            </Stack>
          )}
          <Radio
            value="address"
            label="At the address in my emergency kit"
            description="As it stands there, such as rest:https://… or a folder."
          />
          {how === 'address' && (
            <Stack ps={{ base: 0, xs: 32 }} className={classes['form']}>
              <TextInput
                label="Address"
                placeholder="rest:https://backup.example.org/laptop"
                value={address}
                error={tried && address.trim() === '' ? 'This is needed.' : undefined}
                onChange={(event) => change({ address: event.currentTarget.value })}
                spellCheck={false}
                autoComplete="off"
                autoCapitalize="none"
              />
            </Stack>
          )}
          <Radio
            value="server"
            label="On a server, or in storage at a provider"
            description="A NAS or another computer, S3, Backblaze, Azure, Google, and what rclone reaches."
          />
          {how === 'server' && (
            <Stack ps={{ base: 0, xs: 32 }} gap="md" className={classes['form']}>
              <NativeSelect
                label="Kind of place"
                description={kindOf(server.type)?.lead}
                data={placeKinds.filter(({ type }) => type !== 'local').map(({ type, name }) => ({ value: type, label: name }))}
                value={server.type}
                onChange={(event) => {
                  setTried(false)
                  change({ server: { type: event.currentTarget.value, values: {} } })
                }}
              />
              <PlaceForm
                type={server.type}
                value={(key) => server.values[key] ?? ''}
                onChange={(key, value) => change({ server: { ...server, values: { ...server.values, [key]: value } } })}
                mistake={mistake}
              />
            </Stack>
          )}
        </Stack>
      </Radio.Group>
      {ask.isError && <ProblemAlert problem={problemOf(ask.error)} />}
    </ComebackFrame>
  )
}
