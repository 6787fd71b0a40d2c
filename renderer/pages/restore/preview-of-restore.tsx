import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { LookedAhead } from '../../../main/contract/procedures/restores.ts'
import { orpc } from '../../api.ts'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { Surface } from '../../parts/surface.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'
import { PreviewLines } from './preview-lines.tsx'
import { isAllThere, toBeWritten } from './preview-words.ts'
import { ProblemOfRepository } from './problem-of-repository.tsx'
import classes from './restore.module.css'
import type { Wish } from './restore-wish.ts'

type PreviewOfRestoreProps = {
  /** `null`: it is not said yet where to. */
  readonly wish: Wish | null
  readonly starting: boolean
  readonly failed: Error | null
  readonly onRestore: (wish: Wish) => void
}

/** So long a wish stays the same before it is looked at, in ms: a path is typed letter by letter. */
const pause = 300

/** What a restore would do, looked at anew with each change of the wish; and the button that does it, once that is known. */
export function PreviewOfRestore({ wish, starting, failed, onRestore }: PreviewOfRestoreProps) {
  const key = wish === null ? null : JSON.stringify(wish)
  const [settled] = useDebouncedValue(key, pause)
  const asked = settled === null ? null : (JSON.parse(settled) as Wish)
  const preview = useQuery(
    orpc.restores.preview.queryOptions({
      input: asked ?? { snapshot: '', target: null },
      enabled: asked !== null,
      // A long look is not begun anew whenever something happens elsewhere; and what was seen last time is no answer to what is there now.
      staleTime: 'static',
      gcTime: 0,
      retry: false,
    }),
  )
  const fresh = key === settled && preview.data !== undefined && !preview.isFetching
  return (
    <Surface className={classes['beside']}>
      <Stack gap="md">
        <Text fw={600} component="h3" size="lg">
          What this will do
        </Text>
        {wish === null && <Text c="dimmed">Choose a folder, and you see it here.</Text>}
        {wish !== null && !fresh && preview.error === null && (
          <Group gap="sm" role="status">
            <Loader size={16} aria-hidden />
            <Text c="dimmed">Comparing with what is there…</Text>
          </Group>
        )}
        {wish !== null && preview.error !== null && !preview.isFetching && (
          <ProblemOfRepository
            problem={problemOf(preview.error)}
            repository={wish.repository ?? null}
            onAgain={() => void preview.refetch()}
          />
        )}
        {wish !== null && fresh && <Seen looked={preview.data} />}
        {failed !== null && <ProblemAlert problem={problemOf(failed)} />}
        {wish !== null && fresh && preview.data.refusal === null && toBeWritten(preview.data.preview) > 0 && (
          <Button size="md" loading={starting} onClick={() => onRestore(wish)}>
            Restore {counted(toBeWritten(preview.data.preview), 'file or folder', 'files and folders').replace(/^1 file or folder$/, 'it')}
          </Button>
        )}
        {wish !== null && fresh && (
          <Button variant="subtle" size="compact-sm" style={{ alignSelf: 'flex-start' }} onClick={() => void preview.refetch()}>
            Look again
          </Button>
        )}
      </Stack>
    </Surface>
  )
}

function Seen({ looked }: { readonly looked: LookedAhead }) {
  const { preview, refusal, notes, sentence } = looked
  useEffect(() => announce(sentence), [sentence])
  return (
    <Stack gap="sm">
      {refusal !== null && <ProblemAlert problem={refusal} />}
      {notes.map((note) => (
        <Text key={note} size="sm">
          {note}
        </Text>
      ))}
      {refusal === null && toBeWritten(preview) === 0 && !isAllThere(preview) && (
        <Callout tone="attention" title="Nothing would be written">
          What is there stays as it is.
        </Callout>
      )}
      {refusal === null && isAllThere(preview) && (
        <Callout tone="good" title="There is nothing to restore">
          What you chose is there already, just as it was.
        </Callout>
      )}
      <PreviewLines preview={preview} />
      <Text size="sm" c="dimmed">
        Into {preview.target}. Needs {bytesInWords(preview.needed)} of {bytesInWords(preview.free)} free.{' '}
        {preview.fates.overwritten.entries > 0 && 'What it replaces is saved first, so that it can be undone.'}
      </Text>
    </Stack>
  )
}
