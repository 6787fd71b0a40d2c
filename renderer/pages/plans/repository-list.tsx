import { Anchor, Button, Group, Stack, Table, Text, Title } from '@mantine/core'
import { Surface } from '../../parts/surface.tsx'
import { PlansOf } from './vault-list.tsx'
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
      <Surface p={{ base: 'xs', sm: 'sm' }}>
        <Table.ScrollContainer
          minWidth={520}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': 'Repositories' } }}
        >
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Repository</Table.Th>
                <Table.Th>Kind</Table.Th>
                <Table.Th>Place</Table.Th>
                <Table.Th>Plans</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {repositoriesOf(written).map(([name, repository]) => (
                <Table.Tr key={name}>
                  <Table.Td>
                    <Anchor href={`#/plans?repository=${name}`}>{name}</Anchor>
                  </Table.Td>
                  <Table.Td>{kindOf(repository)}</Table.Td>
                  <Table.Td>
                    {placeInWords(name, repository)}
                    <Marks repository={repository} />
                  </Table.Td>
                  <Table.Td>
                    <PlansOf plans={plansWith(written, 'repositories', name)} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Surface>
    </Stack>
  )
}

function Marks({ repository }: { readonly repository: Section }) {
  const marks = [
    ...(repository['enabled'] === false ? ['switched off'] : []),
    ...(repository['appendOnly'] === true ? ['append-only: nothing is removed there'] : []),
    ...(repositoryKinds.some(({ type, soon }) => type === repository['type'] && soon) ? ['cannot be reached by this version yet'] : []),
  ]
  return marks.length === 0 ? null : (
    <Text size="xs" c="dimmed">
      {marks.join('; ')}
    </Text>
  )
}

function kindOf(repository: Section): string {
  return repositoryKinds.find(({ type }) => type === repository['type'])?.name ?? String(repository['type'] ?? '')
}
