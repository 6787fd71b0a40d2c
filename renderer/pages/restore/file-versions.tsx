import { Badge, Box, Button, Group, Radio, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { PathVersions } from '../../../main/contract/procedures/files.ts'
import { orpc } from '../../api.ts'
import { QueryView } from '../../parts/query-view.tsx'
import { Surface } from '../../parts/surface.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { When } from '../../parts/when.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'
import classes from './restore.module.css'
import type { Go } from './use-wizard.ts'
import { VersionContent } from './version-content.tsx'
import type { WizardState } from './wizard-state.ts'

type FileVersionsProps = { readonly state: WizardState; readonly file: string; readonly go: Go }

/** Every version of a file: what is in it, how it differs, and the ways to have it back. */
export function FileVersions({ state, file, go }: FileVersionsProps) {
  const { vault, repository } = state
  const where = { ...(vault === null ? {} : { vault }), ...(repository === null ? {} : { repository }) }
  const versions = useQuery(orpc.files.versions.queryOptions({ input: { path: file, ...where } }))
  return (
    <QueryView query={versions} waiting={<Waiting lines={6} height={40} />}>
      {({ found }) => {
        const one = found.find((path) => path.path === file) ?? found[0]
        return one === undefined ? <Text>No snapshot has it any more.</Text> : <Versions one={one} state={state} go={go} />
      }}
    </QueryView>
  )
}

function Versions({ one, state, go }: { readonly one: PathVersions; readonly state: WizardState; readonly go: Go }) {
  const { versions, path, vault, vaultName, repository, gone } = one
  const name = path.slice(path.lastIndexOf('/') + 1)
  const folder = path.slice(0, Math.max(0, path.length - name.length - 1))
  const chosen = versions.find(({ snapshots }) => snapshots.some(({ id }) => id === state.snapshot)) ?? versions[0]
  if (chosen === undefined) return null
  const snapshot = chosen.snapshots.find(({ id }) => id === state.snapshot) ?? chosen.snapshots.at(-1)
  if (snapshot === undefined) return null
  const at = { vault, repository, snapshot: snapshot.id, paths: [path] }
  const before = versions[versions.indexOf(chosen) + 1]?.snapshots.at(-1)?.id ?? null
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Text c="dimmed">{[vaultName ?? 'Other snapshots', ...folder.split('/').filter(Boolean)].join(' › ')}</Text>
        {gone && <ToneBadge tone="attention">Deleted</ToneBadge>}
      </Group>
      <div className={classes['twoParts']}>
        <Stack gap="md">
          <Radio.Group
            label={counted(versions.length, 'version')}
            description="Each as it was saved last."
            value={snapshot.id}
            onChange={(id) => go({ snapshot: id }, { replace: true })}
          >
            <Stack gap={6} mt="xs">
              {versions.map((version, index) => {
                const last = version.snapshots.at(-1)
                const id = version === chosen ? snapshot.id : (last?.id ?? '')
                return (
                  <Radio.Card key={last?.id} value={id} className={classes['card']} px="md" py="xs" h="auto">
                    <Group gap="sm" wrap="nowrap">
                      <Radio.Indicator />
                      <Box flex={1} miw={0}>
                        <Group gap="xs" component="span">
                          <Text fw={600} component="span">
                            Changed <When time={version.mtime} />
                          </Text>
                          {index === 0 && (
                            <Badge variant="default" tt="none">
                              {gone ? 'Last' : 'Newest'}
                            </Badge>
                          )}
                        </Group>
                        <Text size="sm" c="dimmed" component="span" display="block">
                          {version.type === 'file' ? `${bytesInWords(version.size)}, in` : 'In'}{' '}
                          {counted(version.snapshots.length, 'snapshot')}, last <When time={last?.time ?? ''} />
                        </Text>
                      </Box>
                    </Group>
                  </Radio.Card>
                )
              })}
            </Stack>
          </Radio.Group>
        </Stack>
        <Surface>
          <Stack gap="md">
            <Group gap="xs">
              <Button onClick={() => go({ ...at, step: 'where', place: 'original', policy: 'always' })}>Put it back where it was</Button>
              <Button variant="default" onClick={() => go({ ...at, step: 'where', place: 'folder', policy: 'keep-both' })}>
                Restore somewhere else…
              </Button>
              {chosen.type === 'dir' && (
                <Button variant="default" onClick={() => go({ ...at, file: null, need: 'time', step: 'what' })}>
                  Choose in it…
                </Button>
              )}
            </Group>
            <VersionContent key={snapshot.id} type={chosen.type} path={path} at={at} before={before} gone={gone} />
          </Stack>
        </Surface>
      </div>
    </Stack>
  )
}
