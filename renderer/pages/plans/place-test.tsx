import { Box, Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { orpc } from '../../api.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { ToneIcon } from '../../parts/tone.tsx'
import { problemOf } from '../../problems/problem-of.ts'

const words = { good: 'good', attention: 'worth knowing', bad: 'does not work' } as const

type PlaceTestButtonProps = { readonly name?: string; readonly settings: Record<string, unknown> }

/** Tries a place for snapshots, and tells in words what works there and what does not. Nothing is created. */
export function PlaceTestButton({ name, settings }: PlaceTestButtonProps) {
  const test = useMutation(orpc.places.test.mutationOptions())
  const fingerprint = JSON.stringify(settings)
  // What was found is of the place that was tried, and goes with it.
  const found = test.data !== undefined && JSON.stringify(test.variables?.settings) === fingerprint ? test.data : undefined
  return (
    <Stack gap="xs">
      <Button
        variant="default"
        loading={test.isPending}
        onClick={() => test.mutate({ settings, ...(name === undefined ? {} : { name }) })}
        style={{ alignSelf: 'flex-start' }}
      >
        Test this place
      </Button>
      <Box role="status">
        {found !== undefined && (
          <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
            {found.checks.map(({ about, state, sentence, remedy }) => (
              <Group key={`${about} ${sentence}`} component="li" gap="xs" wrap="nowrap" align="flex-start">
                <ToneIcon tone={state} />
                <Text size="sm">
                  <VisuallyHidden>{words[state]}: </VisuallyHidden>
                  {sentence} {remedy}
                </Text>
              </Group>
            ))}
          </Stack>
        )}
      </Box>
      {test.error !== null && <ProblemAlert problem={problemOf(test.error)} />}
    </Stack>
  )
}
