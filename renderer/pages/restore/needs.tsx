import { Box, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { IconCalendarTime, IconDeviceDesktopUp, IconFileSearch, IconRobot } from '@tabler/icons-react'
import classes from './restore.module.css'
import { wizardAddress } from './use-wizard.ts'
import { type Need, nothingSaid } from './wizard-state.ts'

const cards: readonly { readonly need: Need; readonly icon: typeof IconRobot; readonly name: string; readonly says: string }[] = [
  { need: 'file', icon: IconFileSearch, name: 'A file is lost or wrong', says: 'Find it by its name, look at its versions, put one back.' },
  { need: 'time', icon: IconCalendarTime, name: 'Go back in time', says: 'A vault, or some of it, as it was on another day.' },
  {
    need: 'machine',
    icon: IconDeviceDesktopUp,
    name: 'Rebuild a machine',
    says: 'All vaults at once, in their places or in a new folder.',
  },
  { need: 'agent', icon: IconRobot, name: 'Bring an agent back', says: 'As it was saved last, started again, and its heartbeat heard.' },
]

/** What a person comes for, each with its own way through the wizard. */
export function Needs() {
  return (
    <Stack gap="sm" component="section" aria-labelledby="needs">
      <Title order={2} id="needs">
        Or say what happened
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm">
        {cards.map(({ need, icon: Icon, name, says }) => (
          <Box key={need} component="a" href={wizardAddress({ ...nothingSaid, step: 'from', need })} className={classes['card']} p="md">
            <Group gap="sm" wrap="nowrap" align="flex-start">
              <Icon size={26} stroke={1.6} color="var(--vk-info-text)" aria-hidden style={{ flex: 'none' }} />
              <Box>
                <Text fw={600}>{name}</Text>
                <Text size="sm" c="dimmed">
                  {says}
                </Text>
              </Box>
            </Group>
          </Box>
        ))}
      </SimpleGrid>
    </Stack>
  )
}
