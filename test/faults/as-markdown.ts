import { soonest, toldSoon } from './kind.ts'
import type { Report } from './report.ts'

/** Runs of the suite as one table, and below it what failed with how to do it again. What did not fail in the newest run of its kind is mended. */
export function asMarkdown(...unordered: readonly Report[]): string {
  const reports = [...unordered].sort((a, b) => (a.begun < b.begun ? -1 : 1))
  const kinds = [...new Map(reports.flatMap((report) => report.kinds).map((kind) => [kind.id, kind])).values()].sort((a, b) =>
    a.id.localeCompare(b.id, 'en', { numeric: true }),
  )
  const rows = kinds.map(({ id, says }) => {
    const all = reports.flatMap((report) => report.kinds).filter((kind) => kind.id === id)
    const noticed = all.flatMap((kind) => kind.noticed)
    const { open, mended } = failuresOf(reports, id)
    const cases = all.reduce((sum, one) => sum + one.cases, 0)
    return `| ${id} | ${says} | ${cases} | ${noticed.length} | ${median(noticed)} | ${open || ''} | ${mended || ''} |`
  })
  const hit = kinds.filter(({ id }) => reports.some((report) => report.kinds.some((kind) => kind.id === id && kind.noticed.length > 0)))
  const hits = reports.flatMap((report) => report.kinds.flatMap(({ noticed }) => noticed)).length
  const cases = reports.flatMap((report) => report.kinds.map((kind) => kind.cases)).reduce((sum, one) => sum + one, 0)
  const open = kinds.reduce((sum, { id }) => sum + failuresOf(reports, id).open, 0)
  return [
    `${hits} hits of ${hit.length} kinds in ${cases} cases; ${open} failed.`,
    '',
    '| kind | fault | cases | hits | told within (median) | failed | failed, and mended since |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    ...timesToNotice(reports),
    ...section('Skipped', skippedIn(reports)),
    ...section(
      'Lacking',
      reports.flatMap(({ seed, short }) => short.map((one) => `- seed ${seed}: ${one}`)),
    ),
    ...section('Failed', reports.flatMap(failuresIn)),
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

function failuresIn({ seed, commit, failures }: Report): string[] {
  return failures.map(
    (one) => `- ${one.kind} in ${one.operation}, \`--seed ${seed} --case ${one.case}\` at ${commit} (${one.said}): ${one.wrong.join('; ')}`,
  )
}

/** Those that were tried in no run. */
function skippedIn(reports: readonly Report[]): string[] {
  const tried = new Set(reports.flatMap(({ kinds }) => kinds.map(({ id }) => id)))
  const skipped = new Map(reports.flatMap((report) => report.skipped).map(({ id, why }) => [id, why]))
  return [...skipped].filter(([id]) => !tried.has(id)).map(([id, why]) => `- ${id}: ${why}`)
}

function failuresOf(reports: readonly Report[], id: string): { readonly open: number; readonly mended: number } {
  const counts = reports
    .filter(({ kinds }) => kinds.some((kind) => kind.id === id && kind.noticed.length > 0))
    .map(({ failures }) => failures.filter(({ kind }) => kind === id).length)
  const all = reports.flatMap(({ failures }) => failures).filter(({ kind }) => kind === id).length
  const open = counts.length === 0 ? all : (counts.at(-1) ?? 0)
  return { open, mended: all - open }
}

function median(numbers: readonly number[]): string {
  const middle = [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
  return middle === undefined ? '' : `${middle} ms`
}
