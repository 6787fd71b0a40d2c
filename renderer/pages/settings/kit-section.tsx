import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { orpc } from '../../api.ts'
import { EmergencyKit } from '../../kit/emergency-kit.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { ToneIcon } from '../../parts/tone.tsx'
import { When } from '../../parts/when.tsx'
import { EditorSection } from '../plans/editor-section.tsx'

/** The emergency kit of each repository: whether somebody has proved to have it, and a way to see it. */
export function KitSection() {
  const kits = useQuery(orpc.kit.list.queryOptions())
  const [shown, setShown] = useState<string>()
  return (
    <EditorSection
      title="Emergency kit"
      lead="All that is needed to get everything back with plain restic when this machine is gone. Print it, and keep it elsewhere."
    >
      <QueryView query={kits}>
        {(list) =>
          list.length === 0 ? (
            <Text size="sm" c="dimmed">
              There is none until a repository is made.
            </Text>
          ) : (
            <Stack gap="sm">
              {list.map(({ repository, place, checked }) => (
                <Group key={repository} justify="space-between" gap="xs">
                  <Group gap="xs" wrap="nowrap" flex={1} miw={220}>
                    <ToneIcon tone={checked === null ? 'attention' : 'good'} />
                    <Text size="sm">
                      <strong>{repository}</strong>, {place}:{' '}
                      {checked === null ? (
                        'nobody has confirmed yet that the password is written down'
                      ) : (
                        <>
                          checked <When time={checked} />
                        </>
                      )}
                    </Text>
                  </Group>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Show the emergency kit of ${repository}`}
                    onClick={() => setShown(repository)}
                  >
                    Show…
                  </Button>
                </Group>
              ))}
            </Stack>
          )
        }
      </QueryView>
      <Modal opened={shown !== undefined} onClose={() => setShown(undefined)} title="Emergency kit" size="xl">
        {shown !== undefined && <EmergencyKit repository={shown} onChecked={() => setShown(undefined)} />}
      </Modal>
    </EditorSection>
  )
}
