import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { asMarkdown } from './as-markdown.ts'
import type { CaseResult } from './case-result.ts'
import { Proof } from './defences.ts'
import type { Case } from './draw-cases.ts'
import { anchors } from './figure-anchors.ts'
import { againOf, Report } from './report.ts'

/** A figure as `noteFigure` writes it. */
const Figure = z.object({ says: z.string(), seed: z.number(), cases: z.number(), wrong: z.number(), also: z.string().optional() })

/** Writes the run beside those that lie there already, `faults-SEED.json`, and makes `faults.md` of all of them. */
export function writeReport(report: Report, folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, `faults-${report.seed}.json`), `${JSON.stringify(report, null, 1)}\n`)
  summarize(folder)
}

/** The cases that failed in the runs of a folder and can be done again, and how to write down what became of one. */
export function failuresAgain(folder: string): { readonly cases: readonly Case[]; readonly note: (result: CaseResult) => void } {
  const reports = reportsIn(folder)
  const all = reports.flatMap((report) => report.failures.map((failure) => ({ report, failure })))
  return {
    // Two runs may have a case of the same number.
    cases: all.flatMap(({ failure: { kind, operation, drawn } }, number) =>
      drawn === undefined ? [] : [{ number, kind, operation: operation as Case['operation'], ...drawn }],
    ),
    note: (result) => {
      const again = againOf(result)
      const of = all[result.number]
      if (again === undefined || of === undefined) return
      of.failure.again.push(again)
      writeReport(of.report, folder)
    },
  }
}

/** Writes what became of the defences that were switched off, and makes `faults.md` anew. */
export function writeDefences(proofs: readonly Proof[], folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'defences.json'), `${JSON.stringify(proofs, null, 1)}\n`)
  summarize(folder)
}

/** Makes `faults.md` of all that lies in the folder: runs of the suite, figures of other tests, defences switched off. */
export function summarize(folder: string): void {
  const reports = reportsIn(folder)
  const figures = filesIn(path.join(folder, 'figures'), /\.json$/).map((file) => ({
    name: path.basename(file, '.json'),
    ...Figure.parse(read(file)),
  }))
  const proofs = filesIn(folder, /^defences\.json$/).flatMap((file) => z.array(Proof).parse(read(file)))
  writeFileSync(path.join(folder, 'faults.md'), `${whole(reports, figures, proofs).trimEnd()}\n`)
}

function whole(
  reports: readonly Report[],
  figures: readonly (z.infer<typeof Figure> & { name: string })[],
  proofs: readonly Proof[],
): string {
  const lines = (list: readonly string[], ...head: readonly string[]) => (list.length === 0 ? [] : [...head, ...list, ''])
  return [
    '# Faults',
    '',
    'Made by `npm run test:faults -- --long --report assets/bench`, in parts: each seed is a run of its own. Only what hit is counted. What holds after each fault is in ARCHITECTURE.md, "The fault suite".',
    '',
    ...(reports.length === 0 ? [] : [asMarkdown(...reports)]),
    ...lines(
      reports.map(
        ({ seed, begun, kinds, sums, took, commit, machine, node, restic }) =>
          `| ${seed} | ${begun.slice(0, 10)} | ${commit} | ${kinds.flatMap(({ noticed }) => noticed).length} | ${sums.failed} | ${Math.round(took / 60_000)} min | ${machine}, Node ${node}, restic ${restic} |`,
      ),
      '## Runs',
      '',
      '| seed | day | commit | hits | failed | took | on |',
      '|---|---|---|---|---|---|---|',
    ),
    ...lines(
      figures.map(
        ({ name, says, cases, wrong, seed, also }) =>
          `| ${says} | ${cases} | ${wrong} | ${seed} | ${also ?? ''} | ${anchors[name] ?? ''} |`,
      ),
      '## Figures of other tests',
      '',
      '| what | cases | wrong | seed | besides | beside it |',
      '|---|---|---|---|---|---|',
    ),
    ...lines(
      proofs.map(
        ({ name, says, kind, cases, failed, red }) =>
          `| ${name} | ${says} | ${kind} | ${red ? `${failed} of ${cases}` : '**nobody noticed**'} |`,
      ),
      '## Defences switched off',
      '',
      '| defence | without it | kind of fault | cases that tell |',
      '|---|---|---|---|',
    ),
  ].join('\n')
}

function reportsIn(folder: string): Report[] {
  return filesIn(folder, /^faults-\d+\.json$/).map((file) => Report.parse(read(file)))
}

function filesIn(folder: string, name: RegExp): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((one) => name.test(one))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((one) => path.join(folder, one))
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}
