import { Badge, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ChangeCounts, PathChange } from '../../../main/contract/procedures/files.ts'
import type { Moment } from '../../../main/contract/procedures/moments.ts'
import { orpc } from '../../api.ts'
import { QueryView } from '../../parts/query-view.tsx'
import { Shown } from '../../parts/shown.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { count, counted } from '../../words/counted.ts'
import classes from './restore.module.css'

/** So many changes are named. */
const mostNamed = 50

/** What changed from a moment to the newest one of its repository: what going back would undo. */
export function SinceThen({ moment, newest }: { readonly moment: Moment; readonly newest: Moment | undefined }) {
  if (newest === undefined || newest.snapshot === moment.snapshot)
    return <Text c="dimmed">This is the newest snapshot: nothing was saved since. Choose an earlier day to see what changed after it.</Text>
  return <Changes moment={moment} newest={newest} />
}

function Changes({ moment, newest }: { readonly moment: Moment; readonly newest: Moment }) {
  const input = { repository: moment.repository, snapshot: moment.snapshot, other: newest.snapshot, limit: mostNamed }
  const changes = useQuery(orpc.files.changes.queryOptions({ input, staleTime: 'static' }))
  return (
    <Stack gap="xs">
      <Title order={3}>What changed since then</Title>
      <QueryView query={changes} waiting={<Waiting lines={5} />}>
        {({ counts, changes: some, total }) =>
          total === 0 ? (
            <Text c="dimmed">Nothing: the newest snapshot holds the same.</Text>
          ) : (
            <>
              <Text>{sinceInWords(counts)}</Text>
              <ul className={classes['list']}>
                {some.map((change) => (
                  <li key={`${change.change} ${change.path}`}>
                    <Change change={change} />
                  </li>
                ))}
              </ul>
              {total > some.length && (
                <Text size="sm" c="dimmed">
                  and {counted(total - some.length, 'more', 'more')}
                </Text>
              )}
            </>
          )
        }
      </QueryView>
    </Stack>
  )
}

const words = {
  added: { sign: '+', word: 'New' },
  removed: { sign: '−', word: 'Deleted' },
  modified: { sign: '~', word: 'Changed' },
  renamed: { sign: '→', word: 'Renamed' },
  metadata: { sign: '~', word: 'Rights or date' },
  type: { sign: '~', word: 'Another kind' },
} as const

function Change({ change: { change, path, formerPath } }: { readonly change: PathChange }) {
  const { sign, word } = words[change]
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <Badge variant="default" w={92} style={{ flex: 'none' }} tt="none" fw={500}>
        {sign} {word}
      </Badge>
      <Text size="sm">
        <Shown text={formerPath === null ? path : `${formerPath} → ${path}`} />
      </Text>
    </Group>
  )
}

function sinceInWords({ added, removed, modified, renamed }: ChangeCounts): string {
  const parts = [
    removed > 0 ? `${counted(removed, 'file')} deleted` : '',
    modified > 0 ? `${count(modified)} changed` : '',
    renamed > 0 ? `${count(renamed)} renamed` : '',
    added > 0 ? `${count(added)} new` : '',
  ].filter(Boolean)
  return parts.length === 0 ? 'Only rights and dates of files.' : `${parts.join(', ')}.`
}
