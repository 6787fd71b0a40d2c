import { Badge, Box, Button, Group, Radio, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { When } from '../../parts/when.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'
import classes from './restore.module.css'
import type { VersionChoice } from './version-choices.ts'

type VersionListProps = {
  readonly choices: readonly VersionChoice[]
  readonly chosen: VersionChoice
  /** The newest snapshot does not have it any more. */
  readonly gone: boolean
  readonly onChoose: (snapshot: string) => void
}

/** So many are shown at first. */
const mostShown = 25

/** The versions of a file, or the snapshots of a folder, to choose one from. */
export function VersionList({ choices, chosen, gone, onChoose }: VersionListProps) {
  const [all, setAll] = useState(false)
  const folder = chosen.type === 'dir'
  const shown = all ? choices : choices.filter((choice, index) => index < mostShown || choice === chosen)
  return (
    <Radio.Group
      label={counted(choices.length, folder ? 'snapshot' : 'version')}
      description={folder ? 'The folder with all that was in it then.' : 'Each as it was saved last.'}
      value={chosen.snapshot}
      onChange={onChoose}
    >
      <Stack gap={6} mt="xs">
        {shown.map((choice) => (
          <Radio.Card key={choice.snapshot} value={choice.snapshot} className={classes['card']} px="md" py="xs" h="auto">
            <Group gap="sm" wrap="nowrap">
              <Radio.Indicator />
              <Box flex={1} miw={0}>
                <Group gap="xs" component="span">
                  <Text fw={600} component="span">
                    {choice.changed === null ? (
                      <>
                        As it was <When time={choice.last} />
                      </>
                    ) : (
                      <>
                        Changed <When time={choice.changed} />
                      </>
                    )}
                  </Text>
                  {!choice.isState && <Plain>Saved before a restore</Plain>}
                  {choice === choices[0] && <Plain>{gone ? 'Last' : 'Newest'}</Plain>}
                </Group>
                {choice.changed !== null && (
                  <Text size="sm" c="dimmed" component="span" display="block">
                    {choice.type === 'file' ? `${bytesInWords(choice.size)}, in` : 'In'} {counted(choice.snapshots, 'snapshot')}, last{' '}
                    <When time={choice.last} />
                  </Text>
                )}
              </Box>
            </Group>
          </Radio.Card>
        ))}
      </Stack>
      {shown.length < choices.length && (
        <Button variant="default" mt="xs" onClick={() => setAll(true)}>
          Show all {choices.length}
        </Button>
      )}
    </Radio.Group>
  )
}

function Plain({ children }: { readonly children: string }) {
  return (
    <Badge variant="default" tt="none">
      {children}
    </Badge>
  )
}
