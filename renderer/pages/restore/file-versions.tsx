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
  // What was only saved because a restore was about to write over it is of no vault: it is looked for by its id alone.
  const { data: moments } = useQuery(orpc.moments.list.queryOptions({ input: {} }))
  const states = new Set(moments?.map((moment) => moment.snapshot))
  const newestOf = (version: PathVersions['versions'][number]) =>
    version.snapshots.findLast(({ id }) => states.has(id)) ?? version.snapshots.at(-1)
  const chosen = versions.find(({ snapshots }) => snapshots.some(({ id }) => id === state.snapshot)) ?? versions[0]
  if (chosen === undefined || moments === undefined) return <Waiting lines={6} height={40} />
  const snapshot = chosen.snapshots.find(({ id }) => id === state.snapshot) ?? newestOf(chosen)
  if (snapshot === undefined) return null
  const isState = states.has(snapshot.id)
  const at = { vault: isState ? vault : null, repository, snapshot: snapshot.id, paths: [path] }
  const older = versions[versions.indexOf(chosen) + 1]
  const before = older === undefined ? null : (newestOf(older)?.id ?? null)
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
                const last = newestOf(version)
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
                          {!version.snapshots.some(({ id }) => states.has(id)) && (
                            <Badge variant="default" tt="none">
                              Saved before a restore
                            </Badge>
                          )}
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
