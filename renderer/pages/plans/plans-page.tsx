import { Anchor, Button, Stack } from '@mantine/core'
import { useWrittenFile } from '../../editing/use-written-file.ts'
import { Callout } from '../../parts/callout.tsx'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { useHashQuery } from '../../shell/hash-location.ts'
import { FileProblems } from './file-problems.tsx'
import { FileView } from './file-view.tsx'
import { PlanList } from './plan-list.tsx'
import { RepositoryList } from './repository-list.tsx'
import { VaultDialog } from './vault-dialog.tsx'
import { VaultList } from './vault-list.tsx'

/** `#/plans`: plans, vaults and repositories, and the file that they stand in. `?file=12`: its text at a line; `?vault=`: the editor of one. */
export default function PlansPage() {
  const [query] = useHashQuery()
  const wish = new URLSearchParams(query)
  const line = wish.get('file')
  const file = useWrittenFile()
  if (line !== null)
    return (
      <Page title="backup_schedule.json" back={{ href: '#/plans', name: 'Plans and repositories' }} lead={file.data?.path} key="file">
        <QueryView query={file}>
          {(data) => (
            <Stack>
              <FileProblems problems={data.problems} />
              <FileView text={data.before} problems={data.problems} line={Number(line) || null} />
            </Stack>
          )}
        </QueryView>
      </Page>
    )
  return (
    <Page
      key="plans"
      title="Plans and repositories"
      lead="What is kept safe, where to, how often, and for how long. All of it stands in one file that you may edit yourself."
      actions={
        <>
          <Anchor href="#/plans?file">Show the file</Anchor>
          <Button component="a" href="#/plans/%2B" disabled={file.data?.broken === true}>
            New plan
          </Button>
        </>
      }
    >
      <QueryView query={file}>
        {({ problems, notes, written, broken }) => (
          <Stack gap="xl">
            <FileProblems problems={problems} />
            {notes.map((note) => (
              <Callout key={note} tone="attention" title={note} />
            ))}
            <PlanList />
            {!broken && (
              <>
                <VaultList written={written} />
                <RepositoryList />
                <VaultDialog name={wish.get('vault')} written={written} />
              </>
            )}
          </Stack>
        )}
      </QueryView>
    </Page>
  )
}
