import type { Problem } from '../../../main/contract/problem.ts'
import type { JobEnd } from '../../../main/contract/procedures/jobs.ts'
import { verdictWords } from '../../parts/state-words.ts'
import type { Tone } from '../../parts/tone.tsx'
import { runSummary, runTitle } from '../activity/run-words.ts'
import { failureOf } from '../repositories/failure-of.ts'

/** How a job ended: a title, what each of its runs came to, and what went wrong. Pure. */
export function endedInWords(ended: JobEnd): {
  readonly title: string
  readonly tone: Tone
  readonly lines: readonly string[]
  readonly problem: Problem | null
} {
  const [first] = ended.runs
  const lines = ended.runs.map((run) => runSummary({ ...nothingElse, ...run, result: run.result as Record<string, unknown> | null }))
  const told = [...lines, ...ended.remarks].filter((line) => line !== '')
  const title = first === undefined ? 'Done' : runTitle({ ...nowhere, ...first }, first.vaultName)
  const { tone, word } = verdictWords(ended.verdict)
  return {
    title: told.length === 1 ? (told[0] ?? title) : `${title}: ${word.toLowerCase()}`,
    tone,
    lines: told.length === 1 ? [] : told,
    problem: failureOf(ended),
  }
}

const nowhere = { target: null, path: null, source: null, agent: null } as const
const nothingElse = { counts: null, report: null, unchanged: false } as const
