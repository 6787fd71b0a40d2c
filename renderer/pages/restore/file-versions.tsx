import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { PathVersions } from '../../../main/contract/procedures/files.ts'
import { orpc } from '../../api.ts'
import { QueryView } from '../../parts/query-view.tsx'
import { Shown } from '../../parts/shown.tsx'
import { Surface } from '../../parts/surface.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import classes from './restore.module.css'
import type { Go } from './use-wizard.ts'
import { versionChoices } from './version-choices.ts'
import { VersionContent } from './version-content.tsx'
import { VersionList } from './version-list.tsx'
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
        const one = found.find((path) => path.path === file)
        return one === undefined ? <Text>No snapshot has it any more.</Text> : <Versions one={one} state={state} go={go} />
      }}
    </QueryView>
  )
}

function Versions({ one, state, go }: { readonly one: PathVersions; readonly state: WizardState; readonly go: Go }) {
  const { path, vault, vaultName, repository, gone } = one
  const name = path.slice(path.lastIndexOf('/') + 1)
  const folder = path.slice(0, Math.max(0, path.length - name.length - 1))
  const { data: moments } = useQuery(orpc.moments.list.queryOptions({ input: {} }))
  if (moments === undefined) return <Waiting lines={6} height={40} />
  const choices = versionChoices(one, new Set(moments.map((moment) => moment.snapshot)))
  const linked = choices.find(({ ids }) => state.snapshot !== null && ids.includes(state.snapshot))
  const chosen = linked ?? choices[0]
  if (chosen === undefined) return <Text>No snapshot has it any more.</Text>
  // What was only saved because a restore was about to write over it is of no vault: it is looked for by its id alone.
  const at = { vault: chosen.isState ? vault : null, repository, snapshot: chosen.snapshot, paths: [path] }
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Text c="dimmed">
          <Shown text={[vaultName ?? 'Other snapshots', ...folder.split('/').filter(Boolean)].join(' › ')} />
        </Text>
        {gone && <ToneBadge tone="attention">Deleted</ToneBadge>}
      </Group>
      <div className={classes['twoParts']}>
        <VersionList choices={choices} chosen={chosen} gone={gone} onChoose={(snapshot) => go({ snapshot }, { replace: true })} />
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
            <VersionContent key={chosen.snapshot} type={chosen.type} path={path} at={at} before={chosen.before} gone={gone} />
          </Stack>
        </Surface>
      </div>
    </Stack>
  )
}
