import { Button, Checkbox, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RepositoryEntry } from '../../../main/contract/procedures/repository-entry.ts'
import { orpc } from '../../api.ts'
import { keepDraft } from '../../editing/kept-drafts.ts'
import { announce } from '../../parts/announcer.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { goTo } from '../../shell/hash-location.ts'
import { listed } from '../../words/counted.ts'

/** Takes a repository out of the configuration, once a person has seen what that means. Nothing is deleted at its place. */
export function RemoveRepository({ entry }: { readonly entry: RepositoryEntry }) {
  const { name, place, plans, password, secrets } = entry
  const [opened, { open, close }] = useDisclosure(false)
  const [forget, setForget] = useState(false)
  const queries = useQueryClient()
  const remove = useMutation(
    orpc.repositories.remove.mutationOptions({
      onSuccess: async () => {
        keepDraft(`repositories.${name}`, undefined)
        announce(`The repository ${name} is no longer in the configuration.`)
        goTo('/plans')
        await queries.invalidateQueries()
      },
    }),
  )
  const kept = password !== 'nowhere' || secrets.some((secret) => secret.kept !== 'nowhere')
  return (
    <>
      <Button variant="subtle" color="bad" onClick={open} style={{ alignSelf: 'flex-start' }}>
        Remove this repository…
      </Button>
      <ConfirmDialog
        opened={opened}
        title={`Remove the repository ${name}?`}
        confirm="Remove"
        danger
        busy={remove.isPending}
        onClose={close}
        onConfirm={() => remove.mutate({ repository: name, forgetSecrets: forget, sure: forget })}
      >
        <Stack gap="sm">
          <Text size="sm">
            It is taken out of the configuration. Nothing is deleted at {place}: the snapshots stay there, and their password still opens
            them.
          </Text>
          {plans.length > 0 && (
            <Text size="sm">
              {listed(plans, 5)} {plans.length === 1 ? 'writes' : 'write'} there no more.
            </Text>
          )}
          {kept && (
            <Checkbox
              label="Forget its secrets, too"
              description="Only if you have its emergency kit: without the password nobody can ever read these copies again."
              checked={forget}
              onChange={(event) => setForget(event.currentTarget.checked)}
            />
          )}
          {remove.error !== null && <ProblemAlert problem={problemOf(remove.error)} />}
        </Stack>
      </ConfirmDialog>
    </>
  )
}
