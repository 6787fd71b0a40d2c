import { Anchor, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import type { EndedRunOf } from '../../../main/contract/procedures/ended-run.ts'
import type { DrillResult, RecoverResult } from '../../../main/contract/procedures/run-results.ts'
import { durationInWords } from '../../../main/contract/words/duration-in-words.ts'
import { Shown } from '../../parts/shown.tsx'
import type { Tone } from '../../parts/tone.tsx'
import { counted } from '../../words/counted.ts'
import { agentAddress } from '../agents/recover-address.ts'
import { backInWords, drilledInWords, findingInWords, judgedInWords } from '../vaults/drill-words.ts'
import type { FoundRun } from './found-run.ts'

/** A step of a run, in words. */
type Told = { readonly tone: Tone; readonly name: string; readonly children: ReactNode }

/** What a restore on trial, a recovery or a push did, step by step; nothing for other kinds. Pure. */
export function ownSteps({ run: { kind, result } }: FoundRun): readonly Told[] {
  if (result === null) return []
  if (kind === 'drill') return drillSteps(result as Partial<DrillResult>)
  if (kind === 'recover') return recoverSteps(result as Partial<RecoverResult>)
  return kind === 'push' ? pushSteps(result as Partial<PushResult>) : []
}

type PushResult = NonNullable<EndedRunOf<'push'>['result']>

function drillSteps(result: Partial<DrillResult>): readonly Told[] {
  if (!isDrill(result)) return []
  const { findings, findingCount, duration, backIn } = result
  return [
    {
      tone: 'good',
      name: `Restored into a folder of its own, and removed again: ${drilledInWords(result)}`,
      children: `It took ${durationInWords(duration)}. ${backInWords(backIn)}.`,
    },
    {
      tone: findingCount > 0 ? 'bad' : 'good',
      name: findingCount > 0 ? `${counted(findingCount, 'file')} did not come back as saved` : 'Everything came back as it was saved',
      children: (
        <Stack gap={4}>
          {judgedInWords(result)}
          {findings.length > 0 && (
            <ul>
              {findings.map((finding) => (
                <li key={finding.path}>
                  <Shown text={finding.path} /> {findingInWords(finding)}
                </li>
              ))}
              {findingCount > findings.length && <li>and {counted(findingCount - findings.length, 'more file')}</li>}
            </ul>
          )}
        </Stack>
      ),
    },
  ]
}

function isDrill(result: Partial<DrillResult>): result is DrillResult {
  return result.how !== undefined && result.findings !== undefined && result.backIn !== undefined
}

/** What bringing an agent back did to its folder, and whether it lives. */
function recoverSteps({
  agent,
  folder,
  process,
  snapshots,
  repository,
  safety,
  added,
  replaced,
  preserved,
  log,
}: Partial<RecoverResult>): readonly Told[] {
  if (agent === undefined || snapshots === undefined) return []
  const files = `${counted(replaced ?? 0, 'file')} replaced, ${counted(added ?? 0, 'file')} brought back, ${counted(preserved ?? 0, 'file')} left as configured`
  const from = snapshots.map((id) => id.slice(0, 8)).join(', ')
  const isRecovered = folder === 'recovered'
  return [
    ...(safety == null
      ? []
      : [{ tone: 'good' as const, name: 'What was there was saved first', children: <>As the snapshot {safety.slice(0, 8)}.</> }]),
    {
      tone: isRecovered ? 'good' : 'attention',
      name: isRecovered ? `Its folder is as in the backup: ${files}` : 'Its folder is as it was before',
      children: isRecovered && repository != null ? `From ${repository}: ${from}.` : null,
    },
    {
      tone: process === 'beats' ? 'good' : process === 'started' ? 'bad' : 'attention',
      name: {
        beats: 'It was started, and beats',
        started: 'It was started',
        'not-started': 'It was not started',
      }[process ?? 'not-started'],
      children: (
        <>
          {log != null && `What it says is in ${log}. `}
          <Anchor size="sm" href={agentAddress(agent)}>
            See how {agent} stands
          </Anchor>
        </>
      ),
    },
  ]
}

const outcomes = { pushed: 'pushed', 'up-to-date': 'was there already', refused: 'was refused' } as const

function pushSteps({ remote, branches }: Partial<PushResult>): readonly Told[] {
  if (remote === undefined || branches === undefined || branches.length === 0) return []
  const refused = branches.some(({ state }) => state === 'refused')
  return [
    {
      tone: refused ? 'bad' : 'good',
      name: `${counted(branches.length, 'branch', 'branches')} for "${remote}"`,
      children: (
        <ul>
          {branches.map(({ branch, state, commits, why }) => (
            <li key={branch}>
              {branch} {outcomes[state]}
              {state === 'pushed' && commits !== null && commits > 0 && `, ${counted(commits, 'commit')}`}
              {why !== null && `: ${why}`}
            </li>
          ))}
        </ul>
      ),
    },
  ]
}
