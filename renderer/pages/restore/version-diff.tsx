import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { orpc } from '../../api.ts'
import { Callout } from '../../parts/callout.tsx'
import { DiffView } from '../../parts/diff-view.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { lookAt } from './look-at.ts'
import type { At } from './version-content.tsx'

type VersionDiffProps = {
  readonly path: string
  readonly at: At
  /** The snapshot to compare with; `null` is the disk. */
  readonly before: string | null
}

/** How a version of a file differs from what is on the disk now, or from the one before it, line by line. */
export function VersionDiff({ path, at, before }: VersionDiffProps) {
  const input =
    before === null
      ? { ...lookAt(at), path, disk: true }
      : { repository: at.repository, snapshot: before, other: at.snapshot, path, disk: false }
  // What is on the disk may be another thing any time; what is in snapshots never is.
  const diff = useQuery(orpc.files.diff.queryOptions({ input, staleTime: before === null ? 0 : 'static' }))
  return (
    <QueryView query={diff} waiting={<Waiting lines={6} />}>
      {({ file }) => {
        if (file.same)
          return (
            <Callout tone="good" title={before === null ? 'The file on the disk is the same' : 'Its content is the same'}>
              {before === null ? 'There is nothing to bring back of this version.' : 'Only its date or rights changed.'}
            </Callout>
          )
        return (
          <>
            <Text size="sm" c="dimmed">
              {before === null
                ? file.after === null
                  ? 'It is not on the disk any more. All of this would come back:'
                  : 'What changed since, from this version (−) to the disk (+):'
                : 'What this version changed, from the one before (−) to it (+):'}
            </Text>
            <DiffView diff={file} />
          </>
        )
      }}
    </QueryView>
  )
}
