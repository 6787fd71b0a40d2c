import { Anchor, Box, Loader, Stack, Text } from '@mantine/core'
import { useLive } from '../live/live-state.ts'

/** What this Vaultkeeper is doing, below the menu. */
export function RunningJobs() {
  const { jobs } = useLive()
  const going = jobs?.filter(({ ended }) => ended === null) ?? []
  if (going.length === 0) return null
  return (
    <Stack gap="xs" p="xs" aria-label="Being done now" component="section">
      {going.map(({ id, kind, title, progress }) => (
        <Box key={id}>
          <Anchor href={kind === 'recover' ? '#/agents' : '#/'} size="sm" underline="hover">
            <Loader size={12} mr={6} aria-hidden /> {title}
          </Anchor>
          {progress !== null && 'percent' in progress && (
            <Text size="xs" c="dimmed" className="vk-numbers">
              {Math.floor(progress.percent * 100)} %
            </Text>
          )}
        </Box>
      ))}
    </Stack>
  )
}
