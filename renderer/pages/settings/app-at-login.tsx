import { Button, Code, Group, Stack, Switch, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { LoginItemStanding, ServiceStanding } from '../../../main/contract/procedures/service.ts'
import { orpc } from '../../api.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'

/** Whether the tray app itself starts at login. Where the service of the command line is there as well, that is said. */
export function AppStanding({ standing, app }: { readonly standing: ServiceStanding; readonly app: LoginItemStanding }) {
  const queries = useQueryClient()
  const take = { onSuccess: (data: ServiceStanding) => queries.setQueryData(orpc.service.get.queryKey(), data) }
  const start = useMutation(orpc.service.startApp.mutationOptions(take))
  const remove = useMutation(orpc.service.remove.mutationOptions(take))
  const { state, where, note } = app
  const error = start.error ?? remove.error
  return (
    <Stack gap="sm">
      {state !== null && (
        <Switch
          label="Start Vaultkeeper when I log in"
          description={`In the tray, without a window. The system keeps it here: ${where}`}
          checked={state === 'on'}
          disabled={start.isPending}
          onChange={({ currentTarget }) => start.mutate({ on: currentTarget.checked })}
        />
      )}
      {note !== null && (
        <Text size="sm" role="status">
          {note}
        </Text>
      )}
      {standing.state !== null && standing.state !== 'missing' && (
        <Group gap="xs">
          <Text size="sm">
            The service of the command line is there as well: <Code>{standing.path}</Code>. Whichever comes first runs the schedule, and the
            other waits for its end.
          </Text>
          {standing.state !== 'changed' && (
            <Button variant="subtle" color="bad" loading={remove.isPending} onClick={() => remove.mutate({})}>
              Remove the service
            </Button>
          )}
        </Group>
      )}
      {remove.isSuccess && (
        <Text size="sm">
          If it runs, end it with: <Code>{standing.switchOff}</Code>
        </Text>
      )}
      {error !== null && <ProblemAlert problem={problemOf(error)} />}
    </Stack>
  )
}
