import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'

/** The longest that the test of a place takes, in seconds. */
const longest = 20

/** That a place is being tried, for how long at most, and a way to let go of it. */
export function TestingNote({ onCancel }: { readonly onCancel: () => void }) {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const begun = Date.now()
    const timer = setInterval(() => setSeconds(Math.min(longest, Math.round((Date.now() - begun) / 1000))), 500)
    return () => clearInterval(timer)
  }, [])
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="sm">
        <Text size="sm" role="status">
          Trying the place… This takes {longest} seconds at most.
        </Text>
        <Button variant="default" size="compact-sm" onClick={onCancel}>
          Cancel the test
        </Button>
      </Group>
      <Progress value={(seconds / longest) * 100} size="sm" aria-label="Trying the place" />
    </Stack>
  )
}
