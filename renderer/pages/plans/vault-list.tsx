import { Anchor, Button, Group, Stack, Table, Text, Title } from '@mantine/core'
import { Surface } from '../../parts/surface.tsx'
import { listed } from '../../words/counted.ts'
import { plansWith, sectionsOf } from './written.ts'

/** The folders that are kept safe, and by which plans. */
export function VaultList({ written }: { readonly written: unknown }) {
  const vaults = sectionsOf(written, 'vaults')
  return (
    <Stack gap="sm" component="section" aria-label="Vaults">
      <Group justify="space-between">
        <Title order={2}>Vaults</Title>
        <Button component="a" href="#/plans?vault=%2B" variant="default" size="compact-md">
          Add a vault
        </Button>
      </Group>
      {vaults.length === 0 ? (
        <Text c="dimmed">No folder is named yet. A vault is a folder that is kept safe: notes, code, an agent.</Text>
      ) : (
        <Surface p={{ base: 'xs', sm: 'sm' }}>
          <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': 'Vaults' } }}>
            <Table verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Vault</Table.Th>
                  <Table.Th>Folder</Table.Th>
                  <Table.Th>Plans</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {vaults.map(([name, vault]) => (
                  <Table.Tr key={name}>
                    <Table.Td>
                      <Anchor href={`#/plans?vault=${name}`}>{typeof vault['name'] === 'string' ? vault['name'] : name}</Anchor>
                    </Table.Td>
                    <Table.Td>{typeof vault['path'] === 'string' ? vault['path'] : ''}</Table.Td>
                    <Table.Td>
                      <PlansOf plans={plansWith(written, 'vaults', name)} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Surface>
      )}
    </Stack>
  )
}

/** The plans that name something; that none does is worth knowing. */
export function PlansOf({ plans }: { readonly plans: readonly string[] }) {
  if (plans.length > 0) return listed(plans, 4)
  return (
    <Text component="span" size="sm" c="var(--vk-attention-text)">
      no plan
    </Text>
  )
}
