// Faults, one after the other, and what has to hold after each of them. Usage: npm run test:faults [-- --seed 7]
// One again:             npm run test:faults -- --seed 7 --case 17
// One kind, or its row:  npm run test:faults -- --only B5 [--cases 10]
// Many:                  npm run test:faults -- --long [--minutes 60]
// A defence switched off, which has to turn it red: npm run test:faults -- --without ledger; each in its turn: --without all
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { projectFolder } from '../helpers/cli-run.ts'
import { provisionPrograms } from '../helpers/programs.ts'
import { quickRestic } from '../helpers/quick-restic.ts'
import type { CaseResult } from './case-result.ts'
import { defences, proveDefences } from './defences.ts'
import { type Case, drawCases } from './draw-cases.ts'
import { inNamespaces } from './in-namespaces.ts'
import { loadKinds } from './load-kinds.ts'
import { missingNeeds } from './missing-needs.ts'
import { asMarkdown, type Report, writeReport } from './report.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    case: { type: 'string' },
    cases: { type: 'string' },
    long: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    workers: { type: 'string', default: '2' },
    without: { type: 'string' },
    report: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const minutes = Number(values.minutes ?? (values.long ? 60 : 5.5))
/** A case that takes longer hangs, in s. */
const cap = 180

if (values.without !== undefined && values.without in defences)
  process.env['FAULTS_WITHOUT'] = path.join(import.meta.dirname, 'defences', `${values.without}.ts`)
else if (values.without !== undefined) process.exit((await proveDefences(values.seed)) ? 0 : 1)

const { restic } = await provisionPrograms(() => undefined)
process.env['VAULTKEEPER_RESTIC'] = quickRestic(restic.program, path.join(projectFolder, 'node_modules', '.cache', 'vaultkeeper', 'quick'))
process.env['NODE_COMPILE_CACHE'] = path.join(projectFolder, 'node_modules', '.cache', 'vaultkeeper', 'compiled')

const begun = performance.now()
const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'vaultkeeper-faults-')))
try {
  const report = await run()
  console.log(asMarkdown(report))
  if (values.report !== undefined) writeReport(report, path.resolve(values.report))
  const { passed, failed, skipped } = report.sums
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function run(): Promise<Report> {
  const kinds = await loadKinds(values.without === undefined ? values.only : (values.only ?? defences[values.without]?.kind))
  if (kinds.length === 0) throw new Error(`There is no kind ${values.only}; they lie in test/faults/kinds.`)
  const missing = await missingNeeds()
  const able = kinds.filter(({ needs = [] }) => needs.every((need) => !missing.has(need)))
  const skipped = kinds
    .filter((kind) => !able.includes(kind))
    .map(({ id, needs = [] }) => ({ id, why: needs.flatMap((need) => missing.get(need) ?? []).join('; ') }))

  for (const name of ['case', 'template/case', 'results']) mkdirSync(path.join(folder, name), { recursive: true })
  const made = await inNamespaces(
    path.join(import.meta.dirname, 'template-process.ts'),
    [path.join(folder, 'case'), path.join(folder, 'template')],
    {
      folder: path.join(folder, 'case'),
      copy: null,
      cap,
    },
  )
  if (made.code !== 0) throw new Error(`What every case begins with could not be made (${made.code}): ${made.said}`)

  const count = Number(values.cases ?? (values.long ? 3_000 : values.only === undefined ? 330 : Math.max(6, kinds.length * 2)))
  const drawn = drawCases(able, seed, values.case === undefined ? count : Number(values.case) + 1)
  const cases = values.case === undefined ? drawn : drawn.slice(-1)
  const results: CaseResult[] = []
  const queue = [...cases]
  const worker = async () => {
    for (let one = queue.shift(); one !== undefined && performance.now() - begun < minutes * 60_000; one = queue.shift()) {
      const result = await runCase(one)
      results.push(result)
      if (values.verbose || result.wrong.length > 0) tell(result)
    }
  }
  await Promise.all(Array.from({ length: Number(values.workers) }, worker))
  return { seed, kinds, results, skipped, took: performance.now() - begun, sums: sumsOf(results, skipped.length) }
}

async function runCase(one: Case): Promise<CaseResult> {
  const file = path.join(folder, 'results', `${one.number}.json`)
  const place = path.join(folder, 'case')
  const ended = await inNamespaces(
    path.join(import.meta.dirname, 'case-process.ts'),
    [place, path.join(folder, 'template', 'template.json'), JSON.stringify(one), file],
    {
      folder: place,
      copy: path.join(folder, 'template', 'case'),
      cap,
    },
  )
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as CaseResult
  } catch {
    return { ...one, hit: false, wrong: [`the case itself ended with ${ended.code}: ${ended.said}`], noticed: 0, took: 0, said: '' }
  }
}

/** A case that did not hit is neither passed nor failed, unless something was wrong all the same. */
function sumsOf(results: readonly CaseResult[], skipped: number): Report['sums'] {
  const failed = results.filter(({ wrong }) => wrong.length > 0).length
  return { passed: results.filter(({ hit, wrong }) => hit && wrong.length === 0).length, failed, skipped }
}

function tell({ number, kind, operation, moment, hit, said, noticed, took, wrong }: CaseResult): void {
  console.log(
    `${wrong.length > 0 ? 'x' : hit ? '+' : '-'} ${number} ${kind} ${operation} at ${moment.toFixed(2)}: ${said}, told in ${Math.round(noticed)} ms, ${Math.round(took)} ms in all`,
  )
  for (const one of wrong) console.log(`    ${one}`)
}
