import { writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import path from 'node:path'
import type { CaseResult } from './case-result.ts'
import type { Kind } from './kind.ts'

/** A run of the suite. `took` in ms. */
export type Report = {
  readonly seed: number
  readonly kinds: readonly Kind[]
  readonly results: readonly CaseResult[]
  readonly skipped: readonly { readonly id: string; readonly why: string }[]
  readonly took: number
  readonly sums: { readonly passed: number; readonly failed: number; readonly skipped: number }
}

/** The table, and below it what failed with how to do it again. */
export function asMarkdown({ seed, kinds, results, skipped, took, sums }: Report): string {
  const rows = kinds.flatMap(({ id, says }) => {
    const all = results.filter(({ kind }) => kind === id)
    const hits = all.filter(({ hit }) => hit)
    const failed = all.filter(({ wrong }) => wrong.length > 0)
    const why = skipped.find((one) => one.id === id)?.why
    if (why !== undefined) return [`| ${id} | ${says} | skipped: ${why} | | | |`]
    return all.length === 0
      ? []
      : [`| ${id} | ${says} | ${all.length} | ${hits.length} | ${median(hits.map(({ noticed }) => noticed))} ms | ${failed.length || ''} |`]
  })
  const hits = results.filter(({ hit }) => hit)
  const failures = results
    .filter(({ wrong }) => wrong.length > 0)
    .map(
      ({ number, kind, operation, said, wrong }) =>
        `- ${kind} in ${operation}, \`--seed ${seed} --case ${number}\` (${said}): ${wrong.join('; ')}`,
    )
  return [
    `## Faults, seed ${seed}`,
    '',
    `${hits.length} hits of ${new Set(hits.map(({ kind }) => kind)).size} kinds in ${results.length} cases, ${Math.round(took / 1000)} s on ${machine()}; ${sums.failed} failed.`,
    '',
    '| kind | fault | cases | hits | told within (median) | failed |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    ...(failures.length === 0 ? [] : ['### Failed', '', ...failures, '']),
  ].join('\n')
}

/** Writes the table and all results beside each other: `faults.md`, `faults.json`. */
export function writeReport(report: Report, folder: string): void {
  writeFileSync(path.join(folder, 'faults.md'), asMarkdown(report))
  const kinds = report.kinds.map(({ id, says }) => ({ id, says }))
  writeFileSync(path.join(folder, 'faults.json'), `${JSON.stringify({ ...report, kinds, machine: machine() }, null, 1)}\n`)
}

function machine(): string {
  return `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`
}

function median(numbers: readonly number[]): number {
  return Math.round([...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0)
}
