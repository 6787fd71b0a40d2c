import { Button, Checkbox, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Problem } from '../../main/contract/problem.ts'
import { orpc } from '../api.ts'
import { ProblemAlert } from '../parts/problem-alert.tsx'
import { problemOf } from '../problems/problem-of.ts'
import { Mended } from './mended.tsx'

type MendingProps = { readonly repository: string; readonly opened: boolean; readonly onClose: () => void }

/** Asks for the password of a repository and keeps it, if it opens the repository. */
export function EnterPassword({ repository, opened, onClose }: MendingProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Password of the repository “${repository}”`} size="lg">
      <Inside repository={repository} onClose={onClose} />
    </Modal>
  )
}

function Inside({ repository, onClose }: Omit<MendingProps, 'opened'>) {
  const [value, setValue] = useState('')
  const [chosen, setInFile] = useState<boolean | null>(null)
  const listed = useQuery(orpc.secrets.list.queryOptions())
  const listing = listed.data?.find(({ name }) => name === repository)
  const keychain = listing?.keychain
  // Where it was kept in a file before, it was chosen before.
  const inFile = keychain === 'absent' && (chosen ?? listing?.kept === 'file')
  // Nothing that is sent stays behind in the page: neither here nor in what the mutation remembers.
  const set = useMutation(orpc.secrets.set.mutationOptions({ onSuccess: () => setValue(''), gcTime: 0 }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value !== '') set.mutate({ name: repository, value, in: inFile ? 'file' : 'keychain' })
  }
  if (set.isSuccess)
    return (
      <Mended title="The password opens the repository" onClose={onClose}>
        {`It is kept in ${set.data.kept === 'keychain' ? 'your keychain' : 'a file that only you can read'}, so that backups go on by themselves.`}
      </Mended>
    )
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          Type the password that this repository was made with. It stands in your emergency kit. It is tried first, and kept only if it
          opens the repository.
        </Text>
        <PasswordInput
          label="Password"
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
          data-autofocus
          required
        />
        {keychain === 'absent' && (
          <Checkbox
            label="Keep it in a file that only you can read"
            description="There is no keychain in this session. Whoever can read your files could then read the backups, too."
            checked={inFile}
            onChange={(event) => setInFile(event.currentTarget.checked)}
          />
        )}
        {set.isError && <ProblemAlert problem={here(problemOf(set.error))} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={set.isPending} disabled={value === ''}>
            Try and keep it
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** The remedy as it is right here, where the command line is not needed. */
function here(problem: Problem): Problem {
  if (problem.code === 'wrong-password') return { ...problem, remedy: 'Look at your emergency kit once more, and type it again.' }
  if (problem.code === 'keychain-absent')
    return { ...problem, remedy: 'Tick the box above, so that it is kept in a file that only you can read.' }
  return problem
}
