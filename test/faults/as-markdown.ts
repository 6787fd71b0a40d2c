import { soonest, toldSoon } from './kind.ts'
import type { Report } from './report.ts'

/** Runs of the suite as one table, and below it what failed, with how to do it again and what became of it when it was. */
export function asMarkdown(...unordered: readonly Report[]): string {
  const reports = [...unordered].sort((a, b) => (a.begun < b.begun ? -1 : 1))
  const kinds = [...new Map(reports.flatMap((report) => report.kinds).map((kind) => [kind.id, kind])).values()].sort((a, b) =>
    a.id.localeCompare(b.id, 'en', { numeric: true }),
  )
  const rows = kinds.map(({ id, says }) => {
    const all = reports.flatMap((report) => report.kinds).filter((kind) => kind.id === id)
    const noticed = all.flatMap((kind) => kind.noticed)
    const failures = failuresOf(reports).filter(({ kind }) => kind === id)
    const cases = all.reduce((sum, one) => sum + one.cases, 0)
    return `| ${id} | ${says} | ${cases} | ${noticed.length} | ${median(noticed)} | ${failures.length || ''} | ${becameOf(failures)} |`
  })
  const hit = kinds.filter(({ id }) => reports.some((report) => report.kinds.some((kind) => kind.id === id && kind.noticed.length > 0)))
  const hits = reports.flatMap((report) => report.kinds.flatMap(({ noticed }) => noticed)).length
  const cases = reports.flatMap((report) => report.kinds.map((kind) => kind.cases)).reduce((sum, one) => sum + one, 0)
  const failures = failuresOf(reports)
  return [
    `${hits} hits of ${hit.length} kinds in ${cases} cases; ${failures.length} failed${failures.length === 0 ? '' : `; run again at a later commit: ${becameOf(failures)}`}.`,
    '',
    '| kind | fault | cases | hits | told within (median) | failed | those very cases, run again at a later commit |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    ...timesToNotice(reports),
    ...section('Skipped', skippedIn(reports)),
    ...section(
      'Lacking',
      reports.flatMap(({ seed, short }) => short.map((one) => `- seed ${seed}: ${one}`)),
    ),
    ...section('Failed', failures.map(failureAsLine)),
  ].join('\n')
}

/** How soon it was told of what has to be told soon, over all kinds that are of it in any of the runs. */
function timesToNotice(reports: readonly Report[]): string[] {
  const kinds = reports.flatMap((report) => report.kinds)
  const rows = toldSoon.flatMap((what) => {
    const ids = new Set(kinds.filter(({ tellsOf }) => tellsOf === what).map(({ id }) => id))
    const noticed = kinds.filter(({ id }) => ids.has(id)).flatMap((kind) => kind.noticed)
    if (noticed.length === 0) return []
    return [`| ${what} | ${[...ids].join(', ')} | ${noticed.length} | ${median(noticed)} | ${Math.max(...noticed)} ms |`]
  })
  if (rows.length === 0) return []
  const head = [`Each has to be told within ${soonest / 1000} s; restic alone took 844 to 887 s in the three cases that were timed.`, '']
  return section('Time to notice', [...head, '| what | kinds | hits | median | slowest |', '|---|---|---|---|---|', ...rows])
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`### ${title}`, '', ...lines, '']
}

/** Those that were tried in no run. */
function skippedIn(reports: readonly Report[]): string[] {
  const tried = new Set(reports.flatMap(({ kinds }) => kinds.map(({ id }) => id)))
  const skipped = new Map(reports.flatMap((report) => report.skipped).map(({ id, why }) => [id, why]))
  return [...skipped].filter(([id]) => !tried.has(id)).map(([id, why]) => `- ${id}: ${why}`)
}

/** A failure, and the run that it was seen in. */
type Seen = Report['failures'][number] & { readonly run: Report }

function failuresOf(reports: readonly Report[]): Seen[] {
  return reports.flatMap((run) => run.failures.map((one) => ({ ...one, run })))
}

function failureAsLine(one: Seen): string {
  const last = runAgain(one)
  const became = last === undefined ? 'not run again' : `run again at ${last.commit}: ${last.wrong.join('; ') || 'held'}`
  const again = `\`--seed ${one.run.seed} --case ${one.case}\` at ${one.run.commit}`
  return `- ${one.kind} in ${one.operation}, ${again} (${one.said}): ${one.wrong.join('; ')} (${became})`
}

/** The last time that very case was run again at another commit: that it holds at the same one says nothing, nor does another case of its kind. */
function runAgain({ again, run }: Seen): Seen['again'][number] | undefined {
  const base = ({ commit }: { readonly commit: string }) => commit.split(',')[0]
  return again.findLast((one) => base(one) !== base(run))
}

/** How many of them held, failed again, and were not run again. */
function becameOf(failures: readonly Seen[]): string {
  const became = failures.map((one) => runAgain(one)?.wrong).map((wrong) => wrong && (wrong.length === 0 ? 'held' : 'failed again'))
  return ['held', 'failed again', undefined]
    .map((what) => [became.filter((one) => one === what).length, what ?? 'not run again'] as const)
    .flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`]))
    .join(', ')
}

function median(numbers: readonly number[]): string {
  const middle = [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
  return middle === undefined ? '' : `${middle} ms`
}
