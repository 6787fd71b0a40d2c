import { Button, Code, Group, List, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ServiceStanding } from '../../../main/contract/procedures/service.ts'
import { orpc } from '../../api.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { type Tone, ToneIcon } from '../../parts/tone.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { EditorSection } from '../plans/editor-section.tsx'
import { AppStanding } from './app-at-login.tsx'

const words: Readonly<Record<NonNullable<ServiceStanding['state']>, { readonly tone: Tone; readonly sentence: string }>> = {
  missing: { tone: 'attention', sentence: 'The schedule does not begin by itself when you log in.' },
  current: { tone: 'good', sentence: 'The file of the service is in its place.' },
  outdated: { tone: 'attention', sentence: 'The file of the service is for other folders or an older version.' },
  changed: { tone: 'attention', sentence: 'The file of the service was changed by somebody. It is left as it is.' },
}

/** Whether the system starts Vaultkeeper by itself, and a way to make it so. */
export function LoginSection() {
  const service = useQuery(orpc.service.get.queryOptions())
  return (
    <EditorSection title="Start at login" lead="So that plans run whether a page is open or not.">
      <QueryView query={service}>
        {(standing) => (standing.app === null ? <Standing standing={standing} /> : <AppStanding standing={standing} app={standing.app} />)}
      </QueryView>
    </EditorSection>
  )
}

function Standing({ standing }: { readonly standing: ServiceStanding }) {
  const queries = useQueryClient()
  const take = { onSuccess: (data: ServiceStanding) => queries.setQueryData(orpc.service.get.queryKey(), data) }
  const install = useMutation(orpc.service.install.mutationOptions(take))
  const remove = useMutation(orpc.service.remove.mutationOptions(take))
  const { state, why, path, switchOn, startAnew, switchOff, always, notes } = standing
  const error = install.error ?? remove.error
  if (state === null) return <Text size="sm">{why}</Text>
  const { tone, sentence } = words[state]
  return (
    <Stack gap="sm">
      <Group gap="xs" wrap="nowrap" role="status">
        <ToneIcon tone={tone} />
        <Text size="sm">
          {sentence} <Code>{path}</Code>
        </Text>
      </Group>
      {state === 'current' && (
        <Stack gap={4}>
          <Command words="Switch it on, once:" command={switchOn} />
          {install.isSuccess && <Command words="If it runs already:" command={startAnew} />}
          {always !== null && <Command words="On a server, so that it runs while nobody is logged in:" command={always} />}
        </Stack>
      )}
      {state === 'missing' && remove.isSuccess && <Command words="If it runs, end it with:" command={switchOff} />}
      {notes.length > 0 && (
        <List size="sm">
          {notes.map((note) => (
            <List.Item key={note}>{note}</List.Item>
          ))}
        </List>
      )}
      {error !== null && <ProblemAlert problem={problemOf(error)} />}
      <Group gap="xs">
        {(state === 'missing' || state === 'outdated') && (
          <Button variant="default" loading={install.isPending} onClick={() => install.mutate({})}>
            {state === 'missing' ? 'Write the file of the service' : 'Write it anew'}
          </Button>
        )}
        {(state === 'current' || state === 'outdated') && (
          <Button variant="subtle" color="bad" loading={remove.isPending} onClick={() => remove.mutate({})}>
            Remove it
          </Button>
        )}
      </Group>
    </Stack>
  )
}

function Command({ words: told, command }: { readonly words: string; readonly command: string }) {
  return (
    <Text size="sm">
      {told} <Code>{command}</Code>
    </Text>
  )
}
