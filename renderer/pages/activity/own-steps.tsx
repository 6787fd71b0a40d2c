import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import type { EndedRunOf } from '../../../main/contract/procedures/ended-run.ts'
import type { DrillResult } from '../../../main/contract/procedures/run-results.ts'
import { durationInWords } from '../../../main/contract/words/duration-in-words.ts'
import type { Tone } from '../../parts/tone.tsx'
import { counted } from '../../words/counted.ts'
import { backInWords, drilledInWords, findingInWords, judgedInWords } from '../vaults/drill-words.ts'
import type { FoundRun } from './found-run.ts'

/** A step of a run, in words. */
type Told = { readonly tone: Tone; readonly name: string; readonly children: ReactNode }

/** What a restore on trial or a push did, step by step; nothing for other kinds. Pure. */
export function ownSteps({ run: { kind, result } }: FoundRun): readonly Told[] {
  if (result === null) return []
  if (kind === 'drill') return drillSteps(result as Partial<DrillResult>)
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
                  {finding.path} {findingInWords(finding)}
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
