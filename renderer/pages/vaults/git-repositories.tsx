import { Code, Group, Stack, Text } from '@mantine/core'
import type { GitRemote, GitRepository } from '../../../main/contract/procedures/git.ts'
import { Fact } from '../../parts/fact.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import classes from '../../repositories/repositories.module.css'
import { count, counted } from '../../words/counted.ts'
import { distanceInWords, gitWords, repositoryName } from './git-words.ts'
import rows from './vaults.module.css'

/** The repositories of a vault with their remotes, each in a few facts. */
export function GitRepositories({ repositories }: { readonly repositories: readonly GitRepository[] }) {
  if (repositories.length === 0) return null
  return (
    <ul className={rows['rows']} aria-label="Repositories in git">
      {repositories.map((one) => (
        <li key={`${one.kind} ${one.path}`}>
          <Stack gap="xs">
            {repositories.length > 1 && (
              <Text fw={600} component="h3" size="sm">
                {repositoryName(one)}
              </Text>
            )}
            <Facts repository={one} />
          </Stack>
        </li>
      ))}
    </ul>
  )
}

function Facts({ repository }: { readonly repository: GitRepository }) {
  const { head, commit, committed, shallow, inProgress, uncommitted, unpushed, stashes, remotes } = repository
  return (
    <dl className={classes['facts']}>
      <Fact name="Checked out">
        {head === null ? 'No branch' : <Code>{head}</Code>}
        {commit !== null && (
          <>
            {' at '}
            <Code>{commit.slice(0, 8)}</Code>
          </>
        )}
        {committed !== null && (
          <>
            , committed <When time={committed} />
          </>
        )}
        {shallow && ', without its whole history'}
        {inProgress !== null && `, in the middle of a ${inProgress}`}
      </Fact>
      <Fact name="Not committed">
        {uncommitted.files === 0 ? (
          'Nothing'
        ) : (
          <>
            {counted(uncommitted.files, 'file')}
            {uncommitted.untracked > 0 && `, ${count(uncommitted.untracked)} of them new to git`}
            {uncommitted.since !== null && (
              <>
                , the oldest changed <When time={uncommitted.since} />
              </>
            )}
          </>
        )}
      </Fact>
      <Fact name="Not pushed">
        {unpushed.commits === 0 ? (
          'Nothing'
        ) : (
          <>
            {counted(unpushed.commits, 'commit')}
            {unpushed.since !== null && (
              <>
                , the oldest <When time={unpushed.since} />
              </>
            )}
          </>
        )}
      </Fact>
      {stashes > 0 && <Fact name="Put aside">{counted(stashes, 'stash', 'stashes')}, which no push takes along</Fact>}
      <Fact name={remotes.length === 1 ? 'Remote' : 'Remotes'}>
        {remotes.length === 0 ? (
          'None'
        ) : (
          <Stack gap="xs">
            {remotes.map((remote) => (
              <Remote key={remote.name} remote={remote} />
            ))}
          </Stack>
        )}
      </Fact>
    </dl>
  )
}

/** So many branches are named. */
const mostNamed = 6

function Remote({ remote: { name, address, state, detail, branches } }: { readonly remote: GitRemote }) {
  const others = branches.filter((branch) => branch.state !== 'up-to-date')
  const same = branches.length - others.length
  const { word, tone } = gitWords[state]
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <Text size="sm" fw={550}>
          {name}
        </Text>
        <ToneBadge tone={state === 'up-to-date' && others.length > 0 ? 'calm' : tone}>
          {state === 'up-to-date' && others.length > 0 ? 'Answers' : word}
        </ToneBadge>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {address}
        </Text>
      </Group>
      {detail !== null && (
        <Text size="xs" c="dimmed">
          {detail}
        </Text>
      )}
      {others.slice(0, mostNamed).map((branch) => (
        <Text key={branch.branch} size="sm">
          <Code>{branch.branch}</Code> {distanceInWords(branch)}
        </Text>
      ))}
      {others.length > mostNamed && <Text size="sm">and {counted(others.length - mostNamed, 'more branch', 'more branches')}</Text>}
      {others.length > 0 && same > 0 && (
        <Text size="xs" c="dimmed">
          {counted(same, 'branch is', 'branches are')} up to date there.
        </Text>
      )}
    </Stack>
  )
}
