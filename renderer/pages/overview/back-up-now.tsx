import { Button, Menu, Stack } from '@mantine/core'
import { IconChevronDown, IconPlayerPlay } from '@tabler/icons-react'
import type { Overview } from '../../../main/contract/procedures/overview.ts'
import { api } from '../../api.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { useStart } from './use-start.ts'

/** Backs up everything, or one plan, or a folder that no plan takes care of. */
export function BackUpNow({ overview: { plans, vaults } }: { readonly overview: Overview }) {
  const { start, busy, problem } = useStart()
  const byHand = vaults.filter(({ configured }) => !configured)
  const choices = [
    ...(plans.length > 1 ? [{ key: 'all', label: 'All plans', deed: () => api.backups.all() }] : []),
    ...plans.map(({ plan }) => ({ key: `plan/${plan}`, label: `Plan "${plan}"`, deed: () => api.backups.start({ plan }) })),
    ...byHand.map(({ vault, name, path }) => ({ key: `vault/${vault}`, label: name, deed: () => api.backups.start({ folder: path }) })),
  ]
  const [only] = choices
  if (only === undefined) return null
  const begin = ({ label, deed }: (typeof choices)[number]) => start(deed, `Backing up: ${label}`)
  const icon = <IconPlayerPlay size={18} aria-hidden />
  return (
    <Stack gap="xs">
      {choices.length === 1 ? (
        <Button leftSection={icon} loading={busy} onClick={() => begin(only)}>
          Back up now
        </Button>
      ) : (
        <Menu position="bottom-start" width="target" middlewares={{ size: { padding: 8 } }}>
          <Menu.Target>
            <Button leftSection={icon} rightSection={<IconChevronDown size={16} aria-hidden />} loading={busy}>
              Back up now
            </Button>
          </Menu.Target>
          {/* No higher than there is room for: with the page the menu would go, too. */}
          <Menu.Dropdown miw={220} style={{ overflowY: 'auto', overscrollBehavior: 'contain' }}>
            {choices.map((choice) => (
              <Menu.Item key={choice.key} onClick={() => begin(choice)}>
                {choice.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
    </Stack>
  )
}
