import { Box, Button, Group, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { orpc } from '../../api.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { ToneIcon } from '../../parts/tone.tsx'
import { problemOf } from '../../problems/problem-of.ts'

/** Sends a test message over a carrier, and tells whether it arrived. */
export function CarrierTest({ carrier }: { readonly carrier: string }) {
  const test = useMutation(orpc.notifications.test.mutationOptions())
  return (
    <Group gap="sm">
      <Button size="compact-md" variant="default" loading={test.isPending} onClick={() => test.mutate({ carrier })}>
        Send a test message
      </Button>
      <Box role="status" flex={1} miw={200}>
        {test.data?.map(({ carrier: id, arrived, why }) => (
          <Group key={id} gap="xs" wrap="nowrap">
            <ToneIcon tone={arrived ? 'good' : 'bad'} />
            <Text size="sm">{arrived ? 'It was sent and taken.' : `It does not arrive: ${why}.`}</Text>
          </Group>
        ))}
      </Box>
      {test.error !== null && <ProblemAlert problem={problemOf(test.error)} />}
    </Group>
  )
}
