import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { orpc } from '../../api.ts'
import { CheckKit } from '../../kit/check-kit.tsx'
import { EmergencyKit } from '../../kit/emergency-kit.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { ToneIcon } from '../../parts/tone.tsx'
import { When } from '../../parts/when.tsx'
import { useHashQuery } from '../../shell/hash-location.ts'
import { EditorSection } from '../plans/editor-section.tsx'

type Opened = { readonly repository: string; readonly how: 'show' | 'check' }

/** The emergency kit of each repository: whether somebody has proved to have it, a way to see it, and one to check it (`#/settings?kit=NAME` opens that). */
export function KitSection() {
  const kits = useQuery(orpc.kit.list.queryOptions())
  const [opened, setOpened] = useState<Opened>()
  const [query, setQuery] = useHashQuery()
  useEffect(() => {
    const repository = new URLSearchParams(query).get('kit')
    if (repository === null) return
    setOpened({ repository, how: 'check' })
    setQuery('', { replace: true })
  }, [query, setQuery])
  const close = () => setOpened(undefined)
  // One that is out of date is not to be looked for, but made anew.
  const outdated = kits.data?.some(({ repository, standing }) => repository === opened?.repository && standing === 'outdated')
  const how = outdated === true ? 'show' : opened?.how
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
              {list.map(({ repository, place, checked, standing, sentence }) => (
                <Group key={repository} justify="space-between" gap="xs">
                  <Group gap="xs" wrap="nowrap" flex={1} miw={220}>
                    <ToneIcon tone={standing === 'good' ? 'good' : 'attention'} />
                    <Text size="sm">
                      <strong>{repository}</strong>, {place}
                      {': '}
                      {standing === 'outdated' ? 'the kit that was made is out of date. ' : ''}
                      {standing === 'outdated' && sentence}
                      {standing !== 'outdated' && checked === null && 'nobody has confirmed yet that the password is written down'}
                      {standing !== 'outdated' && checked !== null && (
                        <>
                          checked <When time={checked} />
                        </>
                      )}
                    </Text>
                  </Group>
                  <Group gap="xs">
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`Check the emergency kit of ${repository}`}
                      onClick={() => setOpened({ repository, how: 'check' })}
                    >
                      Check…
                    </Button>
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`Show the emergency kit of ${repository}`}
                      onClick={() => setOpened({ repository, how: 'show' })}
                    >
                      Show…
                    </Button>
                  </Group>
                </Group>
              ))}
            </Stack>
          )
        }
      </QueryView>
      <Modal opened={how === 'show'} onClose={close} title="Emergency kit" size="xl">
        {opened !== undefined && <EmergencyKit repository={opened.repository} onChecked={close} />}
      </Modal>
      <Modal opened={how === 'check'} onClose={close} title="Do you still have your emergency kit?" size="lg">
        {opened !== undefined && (
          <Stack gap="md">
            <Text size="sm">
              Fetch the kit of the repository “{opened.repository}” from where you keep it. If you do not find it, print another one.
            </Text>
            <CheckKit repository={opened.repository} onRight={close} />
            <Group>
              <Button variant="default" onClick={() => setOpened({ repository: opened.repository, how: 'show' })}>
                Show the kit
              </Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </EditorSection>
  )
}
