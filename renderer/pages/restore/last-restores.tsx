import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { KnownRestore } from '../../../main/contract/procedures/known-restore.ts'
import { orpc } from '../../api.ts'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { Surface } from '../../parts/surface.tsx'
import { When } from '../../parts/when.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import type { Go } from './use-wizard.ts'

/** So many are named; the activity has all. */
const mostNamed = 3

/** Restores that were cut off, and the last ones that can be taken back. Nothing where there are none. */
export function LastRestores({ go }: { readonly go: Go }) {
  const restores = useQuery(orpc.restores.list.queryOptions())
  const begun = { onSuccess: ({ job }: { readonly job: string }) => go({ step: 'run', need: null, query: '', jobs: [job] }) }
  const undo = useMutation(orpc.restores.undo.mutationOptions(begun))
  const finish = useMutation(orpc.restores.finish.mutationOptions(begun))
  if (restores.data === undefined) return null
  const { undoable, unfinished } = restores.data
  const whole = undoable.filter(({ run }) => !unfinished.some((one) => one.run === run))
  const failed = undo.error ?? finish.error
  return (
    <Stack gap="md">
      {failed !== null && <ProblemAlert problem={problemOf(failed)} />}
      {unfinished.map(({ run, kind, problem }) => (
        <Callout
          key={run}
          tone="attention"
          title={problem.sentence}
          actions={
            <>
              {kind === 'restore' && (
                <Button size="compact-md" onClick={() => finish.mutate({ run })}>
                  Finish it
                </Button>
              )}
              <Button size="compact-md" variant="default" onClick={() => undo.mutate({ run })}>
                {kind === 'restore' ? 'Take it back' : 'Finish the undo'}
              </Button>
            </>
          }
        />
      ))}
      {whole.length > 0 && (
        <Stack gap="xs" component="section" aria-labelledby="last-restores">
          <Title order={2} id="last-restores">
            Your last restores
          </Title>
          <Surface p={0}>
            {whole.slice(0, mostNamed).map((one) => (
              <Group key={one.run} justify="space-between" px="md" py="xs" gap="xs">
                <Text size="sm">
                  {restoreInWords(one)}, <When time={one.time} />
                </Text>
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={undo.isPending && undo.variables?.run === one.run}
                  aria-label={`Undo: ${restoreInWords(one)}`}
                  onClick={() => undo.mutate({ run: one.run })}
                >
                  Undo
                </Button>
              </Group>
            ))}
          </Surface>
        </Stack>
      )}
    </Stack>
  )
}

function restoreInWords({ kind, target }: KnownRestore): string {
  return kind === 'undo' ? `Undid a restore in ${target}` : `Restored into ${target}`
}
