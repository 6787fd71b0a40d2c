import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { GitFinding, GitStanding } from '../../../main/contract/procedures/git.ts'
import { api } from '../../api.ts'
import { Callout } from '../../parts/callout.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { ToneIcon } from '../../parts/tone.tsx'
import { When } from '../../parts/when.tsx'
import { useStart } from '../overview/use-start.ts'
import { gitRemedy, graveOf } from './git-words.ts'
import type { VaultJob } from './use-vault-job.ts'

type GitFindingsProps = { readonly standing: GitStanding; readonly job: VaultJob; readonly onAgain: () => void }

/** What is to be said about git in a vault, gravest first, each with what mends it. */
export function GitFindings({ standing: { vault, name, findings }, job, onAgain }: GitFindingsProps) {
  const grave = graveOf(findings)
  const notes = findings.filter((finding) => !grave.includes(finding))
  // One push takes all branches to all remotes: it is offered once.
  const pushed = findings.find(({ mends }) => mends.includes('push'))
  const deeds = { vault, name, job, onAgain }
  return (
    <>
      {grave.map((finding, at) => (
        <Callout
          key={keyOf(finding)}
          tone={finding.level === 'alarm' ? 'bad' : 'attention'}
          title={finding.sentence}
          {...(hasDeeds(finding, pushed)
            ? { actions: <Deeds finding={finding} push={finding === pushed} first={at === 0} {...deeds} /> }
            : {})}
        >
          <About finding={finding} />
        </Callout>
      ))}
      {notes.length > 0 && (
        <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Good to know">
          {notes.map((finding) => (
            <Group key={keyOf(finding)} component="li" gap="sm" wrap="nowrap" align="flex-start">
              <ToneIcon tone="info" />
              <Stack gap={4}>
                <Text size="sm">{finding.sentence}</Text>
                <About finding={finding} />
                {hasDeeds(finding, pushed) && (
                  <Group gap="xs">
                    <Deeds finding={finding} push={finding === pushed} {...deeds} />
                  </Group>
                )}
              </Stack>
            </Group>
          ))}
        </Stack>
      )}
    </>
  )
}

function keyOf({ state, repository, remote, branch }: GitFinding): string {
  return [state, repository, remote, branch].join('\n')
}

function hasDeeds(finding: GitFinding, pushed: GitFinding | undefined): boolean {
  return finding === pushed || finding.mends.some((mend) => mend !== 'push')
}

function About({ finding }: { readonly finding: GitFinding }) {
  const { since } = finding
  const remedy = gitRemedy(finding)
  return (
    <Stack gap={4}>
      {remedy !== '' && (
        <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
          {remedy}
        </Text>
      )}
      {since !== null && (
        <Text size="xs" c="dimmed">
          Since <When time={since} />
        </Text>
      )}
    </Stack>
  )
}

type DeedsProps = {
  readonly finding: GitFinding
  /** Nothing before it is graver. */
  readonly first?: boolean
  readonly push: boolean
  readonly vault: string
  readonly name: string
  readonly job: VaultJob
  readonly onAgain: () => void
}

function Deeds({ finding, first = false, push, vault, name, job, onAgain }: DeedsProps) {
  const { repository, remote, branch, mends, state, sentence } = finding
  const { start, busy, problem } = useStart()
  const [asked, setAsked] = useState(false)
  const variant = first ? 'filled' : 'default'
  const blocked = job.busy || job.going !== undefined
  // The vault's own is named as well, by '': without a name the same branch of all repositories in the vault would be meant.
  const which = { vault, repository, branch: branch ?? '', ...(remote === null ? {} : { remote }) }
  const accept = () => {
    setAsked(false)
    start(async () => {
      await api.git.accept(which)
      onAgain()
    }, 'No more is told of it')
  }
  return (
    <>
      {push && (
        <Button
          loading={job.busy}
          disabled={blocked}
          size="compact-md"
          variant={variant}
          aria-label={`Push now: ${sentence}`}
          onClick={() => job.begin(() => api.git.push({ vault }), `Pushing ${name}`)}
        >
          Push now
        </Button>
      )}
      {mends.includes('bring-back') && branch !== null && (
        <Button
          size="compact-md"
          variant={variant}
          loading={job.busy}
          disabled={blocked}
          aria-label={`Bring it back: ${branch}`}
          onClick={() => job.begin(() => api.git.bringBack(which), `Bringing back ${branch}`)}
        >
          Bring it back
        </Button>
      )}
      {mends.includes('accept') && branch !== null && (
        <>
          <Button
            size="compact-md"
            variant="default"
            loading={busy}
            aria-haspopup="dialog"
            aria-label={`I know about it: ${branch}`}
            onClick={() => setAsked(true)}
          >
            I know about it
          </Button>
          <ConfirmDialog
            opened={asked}
            title={state === 'deleted' ? `Was "${branch}" deleted on purpose?` : `Was "${branch}" rewritten on purpose?`}
            confirm="Yes, on purpose"
            onConfirm={accept}
            onClose={() => setAsked(false)}
          >
            <Text size="sm">
              You are told no more of it. The old commits can still be brought back from a snapshot, as long as one is kept that has them.
            </Text>
          </ConfirmDialog>
        </>
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
    </>
  )
}
