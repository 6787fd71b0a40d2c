import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { smtpSecret } from '../../../main/contract/smtp-secret.ts'
import { orpc } from '../../api.ts'
import { announce } from '../../parts/announcer.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'

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
  const queries = useQueryClient()
  // Nothing that is sent stays behind in the page.
  const set = useMutation(
    orpc.secrets.set.mutationOptions({
      gcTime: 0,
      onSuccess: () => {
        setValue('')
        announce('The password is kept.')
        onClose()
        // The history has no line of it that would tell the pages.
        return queries.invalidateQueries()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value !== '') set.mutate({ name: smtpSecret, value })
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
