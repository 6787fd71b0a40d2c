import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { PlaceTest } from '../../main/contract/procedures/places.ts'
import type { RepositoryEntry } from '../../main/contract/procedures/repository-entry.ts'
import { api, orpc } from '../api.ts'
import { ProblemAlert } from '../parts/problem-alert.tsx'
import { QueryView } from '../parts/query-view.tsx'
import { problemOf } from '../problems/problem-of.ts'
import { kindOf, type PlaceSecret } from '../repositories/kinds.ts'
import type { TypedSecrets } from '../repositories/place-draft.ts'
import { PlaceFindings } from '../repositories/place-findings.tsx'
import { SecretFields } from '../repositories/secret-fields.tsx'
import { TestingNote } from '../repositories/testing-note.tsx'
import { usePlaceTest } from '../repositories/use-place-test.ts'
import { Mended } from './mended.tsx'

type MendingProps = { readonly repository: string; readonly opened: boolean; readonly onClose: () => void }

/** Asks for what the server of a repository lets us in with, tries it there, and keeps it if that works. */
export function EnterCredential({ repository, opened, onClose }: MendingProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`What lets you into the repository “${repository}”`} size="lg">
      <Inside repository={repository} onClose={onClose} />
    </Modal>
  )
}

function Inside({ repository, onClose }: Omit<MendingProps, 'opened'>) {
  const all = useQuery(orpc.repositories.list.queryOptions())
  return (
    <QueryView query={all}>
      {(list) => {
        const entry = list.find(({ name }) => name === repository)
        return entry === undefined ? (
          <Text size="sm">There is no repository {repository} in the configuration any more.</Text>
        ) : (
          <Ask entry={entry} onClose={onClose} />
        )
      }}
    </QueryView>
  )
}

function Ask({ entry, onClose }: { readonly entry: RepositoryEntry; readonly onClose: () => void }) {
  const { name, secrets } = entry
  const [typed, setTyped] = useState<TypedSecrets>({})
  const [chosen, setInFile] = useState<boolean | null>(null)
  const setup = useQuery(orpc.setup.state.queryOptions())
  const queries = useQueryClient()
  const test = usePlaceTest()
  const absent = setup.data?.keychain === 'absent'
  const inFile = absent && (chosen ?? secrets.some(({ kept }) => kept === 'file'))
  const given = secrets.filter(({ part }) => (typed[part] ?? '').trim() !== '')
  const keep = useMutation({
    mutationFn: async () => {
      for (const { name: secret, part } of given)
        await api.secrets.set({ name: secret, value: secretOf(typed, part), in: inFile ? 'file' : 'keychain' })
    },
    onSuccess: async () => {
      // Nothing that was kept stays behind in the page.
      setTyped({})
      await queries.invalidateQueries()
    },
  })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (given.length === 0) return
    const found = await test.start({
      repository: name,
      secrets: Object.fromEntries(given.map(({ part }) => [part, secretOf(typed, part)])),
    })
    if (found !== null && letsIn(found)) keep.mutate()
  }
  if (keep.isSuccess)
    return (
      <Mended title="The repository can be reached again" onClose={onClose}>
        {`It is kept in ${inFile ? 'a file that only you can read' : 'your keychain'}, so that backups go on by themselves.`}
      </Mended>
    )
  if (secrets.length === 0)
    return (
      <Stack>
        <Text size="sm">
          Nothing is kept here for {entry.place}:{' '}
          {entry.kind === 'sftp'
            ? 'it is entered with your keys of ssh.'
            : 'its settings name no user and no secrets. If its server asks for them, name them on its page, and they are asked for here.'}{' '}
          The test on its page says what does not work.
        </Text>
        <Group justify="flex-end">
          <Button component="a" href={`#/repositories/${encodeURIComponent(name)}?test`} onClick={onClose}>
            Test it
          </Button>
        </Group>
      </Stack>
    )
  return (
    <form onSubmit={(event) => void submit(event)} autoComplete="off" noValidate>
      <Stack>
        <Text size="sm">
          {entry.place} asks for the following. It is tried there first, and kept only if it works. The password that encrypts the copies is
          something else, and stays as it is.
        </Text>
        <SecretFields
          secrets={secrets.map((secret) => wordsFor(entry, secret))}
          typed={typed}
          kept={secrets.filter(({ kept }) => kept !== 'nowhere' && kept !== 'unknown').map(({ part }) => part)}
          onChange={(part, value) => {
            test.forget()
            setTyped((before) => ({ ...before, [part]: value }))
          }}
        />
        {absent && (
          <Checkbox
            label="Keep it in a file that only you can read"
            description="There is no keychain in this session. Whoever can read your files could then reach that place, too."
            checked={inFile}
            onChange={(event) => setInFile(event.currentTarget.checked)}
          />
        )}
        {test.busy && <TestingNote onCancel={test.cancel} />}
        {test.found !== null && !letsIn(test.found) && <PlaceFindings found={test.found} />}
        {test.problem !== null && <ProblemAlert problem={test.problem} />}
        {keep.isError && <ProblemAlert problem={problemOf(keep.error)} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {test.found !== null && !letsIn(test.found) && (
            <Button variant="default" loading={keep.isPending} onClick={() => keep.mutate()}>
              Keep it all the same
            </Button>
          )}
          <Button type="submit" loading={test.busy || keep.isPending} disabled={given.length === 0 || (absent && !inFile)}>
            Try and keep it
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Whether the server let us in, whatever else was found. */
function letsIn({ checks }: PlaceTest): boolean {
  return !checks.some(({ state, about }) => state === 'bad' && about !== 'password' && about !== 'content' && about !== 'room')
}

function secretOf(typed: TypedSecrets, part: string): string {
  const text = typed[part] ?? ''
  return text.startsWith('{') ? text : text.trim()
}

/** The field that asks for a secret: as its kind words it, else as the engine does. */
function wordsFor({ kind }: RepositoryEntry, { part, label, optional }: RepositoryEntry['secrets'][number]): PlaceSecret {
  const known = kindOf(kind)?.secrets.find((secret) => secret.part === part)
  return known ?? { part, label, as: 'text', optional }
}
