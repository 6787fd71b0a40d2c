import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { GitStanding } from '../../../main/contract/procedures/git.ts'
import { api, orpc } from '../../api.ts'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { When } from '../../parts/when.tsx'
import { counted } from '../../words/counted.ts'
import { EditorSection } from '../plans/editor-section.tsx'
import { GitFindings } from './git-findings.tsx'
import { GitRepositories } from './git-repositories.tsx'
import { gitWords, graveOf, pushInWords } from './git-words.ts'
import { useVaultJob, type VaultJob } from './use-vault-job.ts'
import { VaultJobEnding } from './vault-job-ending.tsx'

/** How a vault stands with git, and what can be done about it. */
export function VaultGit({ vault }: { readonly vault: string }) {
  const all = useQuery(orpc.git.list.queryOptions())
  return (
    <EditorSection title="Git" lead="Whether all that you committed is on its remotes too. Nothing is ever pushed by force.">
      <QueryView query={all} waiting={<Waiting lines={1} />}>
        {(list) =>
          list.some((one) => one.vault === vault) ? (
            <Looked vault={vault} />
          ) : (
            <Text size="sm">There is no git repository in this vault.</Text>
          )
        }
      </QueryView>
    </EditorSection>
  )
}

const gitJobs: readonly string[] = ['push', 'branch']

function Looked({ vault }: { readonly vault: string }) {
  // Each look asks the remotes: it is not made anew with every change elsewhere.
  const standing = useQuery(orpc.git.get.queryOptions({ input: { vault }, staleTime: 'static', retry: false }))
  const { refetch } = standing
  const again = useCallback(() => void refetch(), [refetch])
  const job = useVaultJob({ vault, kinds: gitJobs }, again)
  return (
    <QueryView query={standing} waiting={<Asking />}>
      {(known) => <Known known={known} job={job} looking={standing.isFetching} onAgain={again} />}
    </QueryView>
  )
}

function Asking() {
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        Looking, and asking the remotes…
      </Text>
      <Waiting lines={3} />
    </Stack>
  )
}

type KnownProps = {
  readonly known: GitStanding
  readonly job: VaultJob
  readonly looking: boolean
  readonly onAgain: () => void
}

function Known({ known, job, looking, onAgain }: KnownProps) {
  const { vault, name, findings, repositories, state, line, guarded, push, left, time } = known
  const { word, tone } = gitWords[state]
  const grave = graveOf(findings).length
  const behind = repositories.some(({ unpushed, remotes }) => unpushed.commits > 0 && remotes.length > 0)
  const offered = findings.some(({ mends }) => mends.includes('push'))
  return (
    <Stack gap="md">
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <ToneBadge tone={tone}>{word}</ToneBadge>
        <Text size="sm" pt={2}>
          {grave === 0 ? line : counted(grave, 'thing needs a look', 'things need a look')}
        </Text>
      </Group>
      <VaultJobEnding job={job} />
      {job.going !== undefined && <JobProgress job={job.going} />}
      {job.problem !== null && <ProblemAlert problem={job.problem} />}
      <GitFindings standing={known} job={job} onAgain={onAgain} />
      <GitRepositories repositories={repositories} />
      {left > 0 && (
        <Text size="sm" c="dimmed">
          {counted(left, 'more repository lies', 'more repositories lie')} in its folders, and {left === 1 ? 'was' : 'were'} not looked at.
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {guarded
          ? `${pushInWords(push)}.`
          : 'It is looked at only here. With a git section in its settings you are told when something is wrong.'}{' '}
        <Anchor href={`#/plans?${new URLSearchParams({ vault })}`}>Change that</Anchor>
      </Text>
      <Group gap="sm">
        {behind && !offered && (
          <Button
            variant="default"
            size="compact-md"
            loading={job.busy}
            disabled={job.going !== undefined}
            onClick={() => job.begin(() => api.git.push({ vault }), `Pushing ${name}`)}
          >
            Push now
          </Button>
        )}
        <Button variant="default" size="compact-md" loading={looking} onClick={onAgain}>
          Look again
        </Button>
        <Text size="xs" c="dimmed">
          Looked at <When time={time} />
        </Text>
      </Group>
    </Stack>
  )
}
