import { Button, Code, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { orpc } from '../api.ts'
import { FolderField } from '../parts/folder-field.tsx'
import { ProblemAlert } from '../parts/problem-alert.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { problemOf, problemOfQuery } from '../problems/problem-of.ts'
import { Mended } from './mended.tsx'

type MendingProps = { readonly repository: string; readonly opened: boolean; readonly onClose: () => void }

/** Asks where a repository is now that is not where it was: looks for it on the drives, or takes a folder that a person names, if it is the same one. */
export function FindRepository({ repository, opened, onClose }: MendingProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Where is the repository “${repository}” now?`} size="lg">
      <Inside repository={repository} onClose={onClose} />
    </Modal>
  )
}

function Inside({ repository, onClose }: Omit<MendingProps, 'opened'>) {
  const [chosen, setChosen] = useState<string | null>(null)
  const [written, setWritten] = useState('')
  const search = useQuery(orpc.mending.searchRepository.queryOptions({ input: { repository }, gcTime: 0, retry: false }))
  const move = useMutation(orpc.mending.moveRepository.mutationOptions())
  const found = search.data?.found ?? []
  const picked = chosen ?? found[0] ?? ''
  const path = picked === '' || picked === 'other' ? written : picked
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (path !== '') move.mutate({ repository, path })
  }
  if (move.isSuccess)
    return (
      <Mended title="It is the same repository" onClose={onClose}>
        {`From now on the copies are kept in ${move.data.location}. All earlier snapshots are there.`}
      </Mended>
    )
  return (
    <form onSubmit={submit}>
      <Stack>
        {search.data === undefined && !search.isError ? (
          <>
            <Text size="sm">Looking on the drives that are connected, and near where it was…</Text>
            <Waiting lines={2} />
          </>
        ) : (
          <>
            <Text size="sm" role="status">
              {found.length > 0
                ? 'It was found. Nothing is copied or changed; Vaultkeeper only takes note of the place.'
                : 'It was not found on the drives that are connected. If it is on another drive, connect that and search again; else name its folder.'}
            </Text>
            {search.data !== undefined && (
              <Text size="sm" c="dimmed">
                It was in <Code>{search.data.was}</Code>
              </Text>
            )}
            {found.length > 0 && (
              <Radio.Group label="Where it is now" value={picked} onChange={setChosen}>
                <Stack gap="xs" mt="xs">
                  {found.map((one) => (
                    <Radio key={one} value={one} label={one} />
                  ))}
                  <Radio value="other" label="In another folder" />
                </Stack>
              </Radio.Group>
            )}
            {(found.length === 0 || picked === 'other') && (
              <FolderField
                label="Its folder now"
                description="The one that holds “config”, “data”, “keys” and “snapshots”, or the drive that it is on."
                value={written}
                onChange={setWritten}
              />
            )}
          </>
        )}
        {search.isError && <ProblemAlert problem={problemOfQuery(search.error)} />}
        {move.isError && <ProblemAlert problem={problemOf(move.error)} />}
        <Group justify="space-between" gap="xs">
          <Button variant="subtle" loading={search.isFetching} onClick={() => void search.refetch()}>
            Search again
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={move.isPending} disabled={path === ''}>
              Use this folder
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}
