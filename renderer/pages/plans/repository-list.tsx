import { Button, Group, Stack, Title } from '@mantine/core'
import { ItemList } from './item-list.tsx'
import { placeInWords, plansWith, repositoriesOf, repositoryKinds, type Section } from './written.ts'

/** The places where snapshots are kept. */
export function RepositoryList({ written }: { readonly written: unknown }) {
  return (
    <Stack gap="sm" component="section" aria-label="Repositories">
      <Group justify="space-between">
        <Title order={2}>Repositories</Title>
        <Button component="a" href="#/plans?repository=%2B" variant="default" size="compact-md">
          Add a repository
        </Button>
      </Group>
      <ItemList
        label="Repositories"
        items={repositoriesOf(written).map(([name, repository]) => ({
          key: name,
          href: `#/plans?repository=${name}`,
          name,
          place: placeInWords(name, repository),
          notes: notesOn(repository),
          plans: plansWith(written, 'repositories', name),
          wanted: name !== 'default' && repository['enabled'] !== false,
        }))}
      />
    </Stack>
  )
}

function notesOn(repository: Section): string[] {
  const kind = repositoryKinds.find(({ type }) => type === repository['type'])
  return [
    ...(kind === undefined ? [] : [kind.name]),
    ...(repository['enabled'] === false ? ['switched off'] : []),
    ...(repository['appendOnly'] === true ? ['append-only: nothing is removed there'] : []),
    ...(kind?.soon ? ['cannot be reached by this version yet'] : []),
  ]
}
