import { Anchor, Button, Group, List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { DrillStanding } from '../../../main/contract/procedures/drills.ts'
import type { JobKind } from '../../../main/contract/procedures/jobs.ts'
import type { VaultOverview } from '../../../main/contract/procedures/overview.ts'
import { api, orpc } from '../../api.ts'
import { Callout } from '../../parts/callout.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Shown } from '../../parts/shown.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import { counted } from '../../words/counted.ts'
import { MendButton } from '../overview/mend-button.tsx'
import { EditorSection } from '../plans/editor-section.tsx'
import { backInWords, drilledInWords, findingInWords, judgedInWords } from './drill-words.ts'
import { useVaultJob } from './use-vault-job.ts'
import classes from './vaults.module.css'

/** When a vault was last restored on trial out of each of its repositories, how it went, and how long a real restore would take. */
export function VaultDrills({ vault: { vault, copies } }: { readonly vault: VaultOverview }) {
  const drills = useQuery(orpc.drills.list.queryOptions())
  return (
    <EditorSection
      title="Last proven restorable"
      lead="A trial restores the vault into a folder of its own, compares every file, and throws it away again. Your files are only read."
    >
      <QueryView query={drills}>
        {(all) => {
          const mine = all.filter((one) => one.vault === vault)
          if (mine.length === 0)
            return (
              <Text size="sm">
                {copies.some(({ snapshots }) => snapshots > 0)
                  ? 'No repository takes it by a plan, so nothing is tried.'
                  : 'There is no backup yet that could be tried.'}
              </Text>
            )
          return (
            <ul className={classes['rows']}>
              {mine.map((drill) => (
                <li key={drill.repository}>
                  <OneRepository drill={drill} />
                </li>
              ))}
            </ul>
          )
        }}
      </QueryView>
    </EditorSection>
  )
}

const drillJobs: readonly JobKind[] = ['drill']

function OneRepository({ drill }: { readonly drill: DrillStanding }) {
  const { vault, repository, last, good, next } = drill
  const { begin, going, ended, busy, problem } = useVaultJob({ vault, repository, kinds: drillJobs })
  const failed = last !== null && last.run !== good?.run && last.verdict !== 'cancelled' && last.verdict !== 'skipped'
  const run = (full: boolean) => begin(() => api.drills.run({ vault, repository, full }), `A restore out of ${repository} is tried`)
  // What kept it from beginning is in no record.
  const refused = ended !== null && ended.runs.length === 0 ? ended.problem : null
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <ToneBadge tone={failed ? 'bad' : good === null ? 'attention' : 'good'}>
          {failed ? 'Failed' : good === null ? 'Not tried yet' : 'Proven'}
        </ToneBadge>
        <Text fw={600} component="h3">
          Out of <Anchor href={`#/repositories/${encodeURIComponent(repository)}`}>{repository}</Anchor>
        </Text>
      </Group>
      {failed && last !== null && <Failed repository={repository} last={last} />}
      {good !== null && (
        <div>
          {good.result !== null && !failed && <Text fw={550}>{backInWords(good.result.backIn)}.</Text>}
          <Text size="sm">
            {failed ? 'Last proven' : 'Proven'} <When time={good.at} />
            {good.result !== null && `: ${drilledInWords(good.result)}`}.
          </Text>
          {good.result !== null && (
            <Text size="sm" c="dimmed">
              {judgedInWords(good.result)}
            </Text>
          )}
        </div>
      )}
      <Text size="sm" c="dimmed">
        {next === null ? (
          'No trial is planned.'
        ) : (
          <>
            Next trial <When time={next} />.
          </>
        )}
      </Text>
      {problem !== null && <ProblemAlert problem={problem} />}
      {refused !== null && <ProblemAlert problem={refused} />}
      {going === undefined ? (
        <Group gap="xs">
          <Button
            variant="default"
            size="compact-md"
            loading={busy}
            aria-label={`Try a restore now: out of ${repository}`}
            onClick={() => run(false)}
          >
            Try a restore now
          </Button>
          {(good ?? last)?.result?.how === 'sample' && (
            <Button
              variant="subtle"
              size="compact-md"
              disabled={busy}
              aria-label={`Try all of it: out of ${repository}`}
              onClick={() => run(true)}
            >
              Try all of it
            </Button>
          )}
        </Group>
      ) : (
        <JobProgress job={going} />
      )}
    </Stack>
  )
}

/** So many findings are named. */
const mostNamed = 8

type FailedProps = { readonly repository: string; readonly last: NonNullable<DrillStanding['last']> }

function Failed({ repository, last: { run, at, problem, result } }: FailedProps) {
  const { findings, findingCount } = result ?? { findings: [], findingCount: 0 }
  return (
    <Callout
      tone="bad"
      title={
        problem?.sentence ??
        (findingCount > 0 ? `${counted(findingCount, 'file')} did not come back as saved` : 'The last trial did not succeed')
      }
      actions={
        <>
          {problem?.code === 'drill-failed' && findings.length > 0 && (
            <MendButton action={{ kind: 'verify-repair', repository }} about={problem.sentence} variant="default" />
          )}
          <Anchor size="sm" href={`#/activity/${encodeURIComponent(run)}`}>
            See what happened
          </Anchor>
        </>
      }
    >
      <Stack gap={6}>
        {findings.length > 0 && (
          <List size="sm">
            {findings.slice(0, mostNamed).map((finding) => (
              <List.Item key={finding.path}>
                <strong>
                  <Shown text={finding.path} />
                </strong>{' '}
                {findingInWords(finding)}
              </List.Item>
            ))}
            {findingCount > Math.min(findings.length, mostNamed) && (
              <List.Item>and {counted(findingCount - Math.min(findings.length, mostNamed), 'more file')}</List.Item>
            )}
          </List>
        )}
        {problem !== null && !/\bvaultkeeper [a-z]/.test(problem.remedy) && <Text size="sm">{problem.remedy}</Text>}
        <Text size="sm" c="dimmed">
          <When time={at} />
        </Text>
      </Stack>
    </Callout>
  )
}
