// Faults, one after the other, and what has to hold after each of them. Usage: npm run test:faults [-- --seed 7]
// One again:             npm run test:faults -- --seed 7 --case 17
// What failed in the runs of a folder, those very cases: npm run test:faults -- --again assets/bench
// One kind, or its row:  npm run test:faults -- --only B5 [--cases 10]
// All there is:          npm run test:faults -- --long --report assets/bench; in parts: --minutes 60 --seed 8, --part cases, figures, defences
// A defence switched off, which has to turn it red: npm run test:faults -- --without ledger; each in its turn: --without all
import path from 'node:path'
import { projectFolder } from '../helpers/cli-run.ts'
import { commandLine } from '../helpers/command-line.ts'
import { provisionPrograms } from '../helpers/programs.ts'
import { quickRestic } from '../helpers/quick-restic.ts'
import { shipCli } from '../helpers/shipped-cli.ts'
import { asMarkdown } from './as-markdown.ts'
import type { CaseResult } from './case-result.ts'
import { defences, proveDefences } from './defences.ts'
import { type Case, drawCases } from './draw-cases.ts'
import { type Form, forms, isReached, shortfalls } from './forms.ts'
import { endContained, noNamespaces } from './in-namespaces.ts'
import type { Kind } from './kind.ts'
import { loadKinds } from './load-kinds.ts'
import { missingNeeds } from './missing-needs.ts'
import { type Report, reportOf } from './report.ts'
import { makeTemplates, runCases } from './run-cases.ts'
import { runFigures } from './run-figures.ts'
import { openRunFolder } from './run-folder.ts'
import { failuresAgain, writeDefences, writeReport } from './write-report.ts'

const values = commandLine(import.meta.filename, {
  seed: { type: 'string', default: '1' },
  only: { type: 'string' },
  case: { type: 'string' },
  again: { type: 'string' },
  cases: { type: 'string' },
  long: { type: 'boolean', default: false },
  part: { type: 'string', multiple: true },
  minutes: { type: 'string' },
  workers: { type: 'string', default: '2' },
  without: { type: 'string' },
  report: { type: 'string' },
  verbose: { type: 'boolean', default: false },
})
const seed = Number(values.seed)
const begun = performance.now()
const reports = values.report === undefined ? undefined : path.resolve(values.report)
/** A whole run comes to what its form says; what is named is done so often as is said. */
const isWhole = [values.only, values.case, values.cases, values.again, values.without].every((value) => value === undefined)
const form: Form = values.long ? forms.long : forms.short
const isMeant = (part: string) => values.part?.includes(part) ?? (part === 'cases' || (values.long && isWhole))

const { restic } = await provisionPrograms(() => undefined)
const quick = quickRestic(restic.program, path.join(projectFolder, 'node_modules', '.cache', 'vaultkeeper', 'quick'))
process.env['NODE_COMPILE_CACHE'] = path.join(projectFolder, 'node_modules', '.cache', 'vaultkeeper', 'compiled')

const failed: boolean[] = []
if (values.without !== undefined && !(values.without in defences)) failed.push(!defend())
else {
  if (values.without !== undefined) process.env['FAULTS_WITHOUT'] = path.join(import.meta.dirname, 'defences', `${values.without}.ts`)
  if (values.again !== undefined) failed.push(!(await again(path.resolve(values.again))))
  else if (isMeant('cases')) failed.push(!(await faults()))
  if (isMeant('figures')) failed.push(!runFigures(seed, reports))
  if (isMeant('defences')) failed.push(!defend())
}
process.exitCode = failed.includes(true) ? 1 : 0

/** @returns whether all that hit has held, and was enough */
async function faults(): Promise<boolean> {
  const { kinds, able, skipped } = await kindsHere()
  const results = able.length === 0 ? [] : await inFolder((folder) => run(folder, able))

  // Without the rights to try, nothing is said; with them, nothing tried is a failure.
  const mayTry = process.getuid?.() === 0
  const complete = process.env['CI'] !== undefined && mayTry
  const short = isWhole && mayTry && !values.long ? shortfalls(form, results, kinds, skipped.length, complete) : []
  const report = reportOf({
    seed,
    kinds,
    results,
    skipped,
    short,
    took: performance.now() - begun,
    long: values.long,
    restic: restic.version,
  })
  console.log(asMarkdown(report))
  if (reports !== undefined) writeReport(report, reports)
  const sums = report.sums
  console.log(`${sums.passed} passed, ${sums.failed} failed, ${sums.skipped} skipped`)
  return sums.failed === 0 && (sums.passed > 0 || !mayTry)
}

/** The kinds that are asked for, those of them that this machine can do, and why not the others. */
async function kindsHere(): Promise<{
  readonly kinds: readonly Kind[]
  readonly able: readonly Kind[]
  readonly skipped: Report['skipped']
}> {
  const impossible = noNamespaces()
  const kinds = await loadKinds(values.without === undefined ? values.only : (values.only ?? defences[values.without]?.kind))
  if (kinds.length === 0) throw new Error(`There is no kind ${values.only}; they lie in test/faults/kinds.`)
  const missing = await missingNeeds()
  const why = ({ needs = [] }: Kind) => impossible ?? needs.flatMap((need) => missing.get(need) ?? []).join('; ')
  const able = kinds.filter((kind) => why(kind) === '').map((kind) => (missing.has('person') ? { ...kind, asPerson: false } : kind))
  const skipped = kinds.filter((kind) => why(kind) !== '').map((kind) => ({ id: kind.id, why: why(kind) }))
  return { kinds, able, skipped }
}

/** @returns whether all that could be run again has struck, and held */
async function again(reportFolder: string): Promise<boolean> {
  const { able } = await kindsHere()
  const { cases, note } = failuresAgain(reportFolder)
  const mayRun = cases.filter(({ kind, person }) => able.some(({ id, asPerson }) => id === kind && (!person || asPerson === true)))
  const results = await inFolder(async (folder) => {
    await makeTemplates(folder, quick, able)
    const told = (result: CaseResult) => {
      tell(result)
      note(result)
    }
    return runCases(mayRun.values(), able, { folder, workers: Number(values.workers), isOver: () => false, tell: told })
  })
  const held = results.filter(({ hit, wrong }) => hit && wrong.length === 0).length
  console.log(`${cases.length} cases that failed can be run again; ${results.length} were, ${held} of them struck and held`)
  return held === cases.length
}

async function run(folder: string, able: readonly Kind[]): Promise<CaseResult[]> {
  console.log(`Seed ${seed}: ${able.length} kinds of faults`)
  await makeTemplates(folder, quick, able)
  const until = begun + Number(values.minutes ?? (isWhole ? form.minutes : 60)) * 60_000
  const isOver = (results: readonly CaseResult[]) => performance.now() > until || (isWhole && isReached(form, results, able))
  const drawn = chosen(drawCases(able, seed), able.length)
  return runCases(drawn, able, { folder, workers: Number(values.workers), isOver, tell })
}

/** One case, so many, or all that are drawn. */
function chosen(drawn: Iterator<Case, never, void> & Iterable<Case>, kinds: number): Iterator<Case, unknown, void> {
  if (values.case !== undefined) return Iterator.from(drawn).drop(Number(values.case)).take(1)
  return isWhole ? drawn : Iterator.from(drawn).take(Number(values.cases ?? Math.max(6, kinds * 2)))
}

function defend(): boolean {
  const proofs = proveDefences(values.seed)
  if (reports !== undefined) writeDefences(proofs, reports)
  return proofs.every(({ red }) => red)
}

/** Whatever happens, nothing of the run stays: neither processes nor its folder. */
async function inFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const { folder, remove: removeFolder } = openRunFolder()
  const removeShipped = await shipCli()
  const remove = () => {
    removeShipped()
    removeFolder()
  }
  const end = (signal: NodeJS.Signals) => {
    endContained()
    remove()
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)
  try {
    return await work(folder)
  } finally {
    endContained()
    remove()
  }
}

function tell({ number, kind, operation, person, moment, hit, said, noticed, took, wrong }: CaseResult): void {
  if (!values.verbose && wrong.length === 0) return
  const times = `told in ${Math.round(noticed)} ms, ${Math.round(took)} ms in all`
  const sign = wrong.length > 0 ? 'x' : hit ? '+' : '-'
  console.log(`${sign} ${number} ${kind} ${operation}${person ? ', an ordinary user,' : ''} at ${moment.toFixed(2)}: ${said}, ${times}`)
  if (wrong.length > 0 && values.again === undefined)
    console.log(
      `    again: npm run test:faults -- --seed ${seed} --case ${number}${values.only === undefined ? '' : ` --only ${values.only}`}`,
    )
  for (const one of wrong) console.log(`    ${one}`)
}
