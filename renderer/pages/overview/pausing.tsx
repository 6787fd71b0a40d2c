import { Button, Menu, Stack } from '@mantine/core'
import { IconChevronDown, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import type { Overview } from '../../../main/contract/procedures/overview.ts'
import { api } from '../../api.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { useStart } from './use-start.ts'

const hour = 3_600_000
const lengths = [
  { label: 'For 1 hour', length: { for: hour } },
  { label: 'For 4 hours', length: { for: 4 * hour } },
  { label: 'Until tomorrow', length: { untilTomorrow: true } },
  { label: 'Until I resume', length: {} },
] as const

/** Pauses the schedule, or goes on with it. What becomes due meanwhile is made up for. */
export function Pausing({ overview: { pauses, plans } }: { readonly overview: Overview }) {
  const { start, busy, problem } = useStart()
  if (plans.length === 0) return null
  const isPaused = pauses.some(({ plan }) => plan === null)
  return (
    <Stack gap="xs">
      {isPaused ? (
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={18} aria-hidden />}
          loading={busy}
          onClick={() => start(() => api.schedule.resume({}), 'Backups go on')}
        >
          Resume
        </Button>
      ) : (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              variant="default"
              leftSection={<IconPlayerPause size={18} aria-hidden />}
              rightSection={<IconChevronDown size={16} aria-hidden />}
              loading={busy}
            >
              Pause
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {lengths.map(({ label, length }) => (
              <Menu.Item key={label} onClick={() => start(() => api.schedule.pause(length), `Backups are paused: ${label}`)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
    </Stack>
  )
}
