import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { textOf } from '../../editing/fields.tsx'
import { listed } from '../../words/counted.ts'
import { ItemList } from './item-list.tsx'
import { plansWith, sectionsOf, vaultName } from './written.ts'

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
        <ItemList
          label="Vaults"
          items={vaults.map(([name, vault]) => ({
            key: name,
            href: `#/plans?vault=${name}`,
            name: vaultName(written, name),
            place: textOf(vault['path']),
            notes: [
              ...(Array.isArray(vault['exclude']) && vault['exclude'].length > 0
                ? [`leaves out ${listed(vault['exclude'].map(String))}`]
                : []),
              ...(vault['git'] === undefined ? [] : ['its git is looked after']),
            ],
            plans: plansWith(written, 'vaults', name),
            wanted: true,
            standing: `#/vaults/${encodeURIComponent(name)}`,
          }))}
        />
      )}
    </Stack>
  )
}
