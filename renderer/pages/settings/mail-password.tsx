import { Button, Checkbox, Group, Modal, PasswordInput, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { orpc } from '../../api.ts'
import { announce } from '../../parts/announcer.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'

/** What the engine calls the password of the mail server. */
export const mailSecret = 'smtp:password'

/** Asks for the password that the mail server wants. */
export function MailPassword({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Password of the mail server">
      <Inside onClose={onClose} />
    </Modal>
  )
}

function Inside({ onClose }: { readonly onClose: () => void }) {
  const [value, setValue] = useState('')
  const [inFile, setInFile] = useState(false)
  // Nothing that is sent stays behind in the page.
  const set = useMutation(
    orpc.secrets.set.mutationOptions({
      gcTime: 0,
      onSuccess: () => {
        setValue('')
        announce('The password is kept.')
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value !== '') set.mutate({ name: mailSecret, value, in: inFile ? 'file' : 'keychain' })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <PasswordInput
          label="Password"
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
          data-autofocus
        />
        <Checkbox
          label="Keep it in a file that only you can read"
          description="Where there is no keychain."
          checked={inFile}
          onChange={(event) => setInFile(event.currentTarget.checked)}
        />
        {set.isError && <ProblemAlert problem={problemOf(set.error)} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={set.isPending} disabled={value === ''}>
            Keep it
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
