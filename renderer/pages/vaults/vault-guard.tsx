import { Anchor, Button, Code, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { GuardFinding, GuardStanding } from '../../../main/contract/procedures/guard.ts'
import { leftInWords } from '../../../main/contract/words/left-in-words.ts'
import { orpc } from '../../api.ts'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Shown } from '../../parts/shown.tsx'
import { ToneIcon } from '../../parts/tone.tsx'
import { When } from '../../parts/when.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { counted, listed } from '../../words/counted.ts'
import { EditorSection } from '../plans/editor-section.tsx'
import { fileInWords, stageInWords } from './guard-words.ts'
import classes from './vaults.module.css'

/** The set-up of a vault: whether what a new machine needs is in git, and that no secret goes with it. */
export function VaultGuard({ vault }: { readonly vault: string }) {
  // It reads files, which no event tells of: it is looked at when the page is opened, and when somebody asks.
  const guard = useQuery(orpc.guard.get.queryOptions({ input: { vault }, staleTime: 'static', retry: false }))
  const complete = useMutation(
    orpc.guard.complete.mutationOptions({
      onSuccess: ({ path, added }) => {
        announce(`${counted(added.length, 'name')} written into ${path}`)
        void guard.refetch()
      },
    }),
  )
  return (
    <EditorSection
      title="Configuration files"
      lead="What a new machine needs besides your files: that it is in git and on the remote, and that no password or key goes with it."
    >
      <QueryView query={guard}>
        {(known) => (
          <>
            {known.why === 'none' && known.findings.length === 0 ? (
              <Text size="sm">
                There is nothing of that kind here: no .claude folder, and its settings name no files.{' '}
                <Anchor href={`#/plans?${new URLSearchParams({ vault })}`}>Name some</Anchor>
              </Text>
            ) : (
              <Known known={known} />
            )}
            {known.variables.missing.length > 0 && (
              <Missing variables={known.variables} busy={complete.isPending} onComplete={() => complete.mutate({ vault })} />
            )}
            {complete.isError && <ProblemAlert problem={problemOf(complete.error)} />}
            <Group gap="sm">
              <Button
                variant="default"
                size="compact-md"
                loading={guard.isFetching}
                onClick={() => void guard.refetch()}
                aria-label="Look again: configuration files"
              >
                Look again
              </Button>
              <Text size="xs" c="dimmed">
                Looked at <When time={known.at} />
              </Text>
            </Group>
          </>
        )}
      </QueryView>
    </EditorSection>
  )
}

function Known({ known: { files, findings, more, left, git, verdict } }: { readonly known: GuardStanding }) {
  const told = findings.filter(({ code }) => code !== 'variables-missing')
  return (
    <Stack gap="md">
      {verdict === 'good' && told.length === 0 && (
        <Text size="sm" className={classes['signed']}>
          <ToneIcon tone="good" size={18} /> {git ? 'All of it is in git, and no secret was found in it.' : 'No secret was found in it.'}
        </Text>
      )}
      {told.map((finding) => (
        <Finding key={`${finding.code} ${finding.file} ${finding.line}`} finding={finding} />
      ))}
      {more > 0 && <Text size="sm">And {counted(more, 'more finding')}.</Text>}
      {files.length > 0 && (
        <dl className={classes['facts']}>
          {files.map((file) => {
            const { words, tone } = fileInWords(file, git)
            return (
              <div key={file.path} style={{ display: 'contents' }}>
                <Text component="dt" size="sm">
                  <Code>
                    <Shown text={file.path} />
                  </Code>
                </Text>
                <Text component="dd" size="sm" m={0} className={classes['signed']}>
                  <ToneIcon tone={tone} size={16} /> <span>{words}</span>
                </Text>
              </div>
            )
          })}
        </dl>
      )}
      {left.length > 0 && (
        <Text size="sm" c="dimmed">
          Not looked into: {listed(left.map(leftInWords))}.
        </Text>
      )}
    </Stack>
  )
}

function Finding({ finding: { verdict, sentence, remedy, file, line, kind, begins, stage } }: { readonly finding: GuardFinding }) {
  return (
    <Callout tone={verdict} title={sentence}>
      <Stack gap={4}>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          <Code>
            <Shown text={file} />
            {line !== null && `:${line}`}
          </Code>
          {kind !== null && ` ${kind}`}
          {begins !== null && begins !== '' && (
            <>
              , begins with <Code>{begins}</Code>
            </>
          )}
          {stage !== null && `; ${stageInWords(stage)}`}
        </Text>
        <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
          {remedy}
        </Text>
      </Stack>
    </Callout>
  )
}

type MissingProps = { readonly variables: GuardStanding['variables']; readonly busy: boolean; readonly onComplete: () => void }

/** So many are named. */
const mostNamed = 8

function Missing({ variables: { example, exists, missing }, busy, onComplete }: MissingProps) {
  return (
    <Callout
      tone="attention"
      title={`${counted(missing.length, 'variable is', 'variables are')} used and not named in ${example}`}
      actions={
        <Button variant="default" size="compact-md" loading={busy} onClick={onComplete}>
          {exists ? 'Add the names' : `Write ${example}`}
        </Button>
      }
    >
      <Stack gap={4}>
        <ul style={{ margin: 0, paddingInlineStart: '1.25rem' }}>
          {missing.slice(0, mostNamed).map(({ name, file, line }) => (
            <li key={name}>
              <Code>{name}</Code>, in <Shown text={file} />:{line}
            </li>
          ))}
          {missing.length > mostNamed && <li>and {counted(missing.length - mostNamed, 'more')}</li>}
        </ul>
        <Text size="sm">Only names are written there, never a value: a new machine then knows what it has to be given.</Text>
      </Stack>
    </Callout>
  )
}
