// Run by run.ts in namespaces of its own: one case. Parameters: the case's folder, the template's description, the case, and where its result goes.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { seeded } from '../helpers/seeded.ts'
import type { CaseResult } from './case-result.ts'
import type { Case } from './draw-cases.ts'
import { endOf, openFaultBench } from './fault-bench.ts'
import { soonest } from './kind.ts'
import { loadKinds } from './load-kinds.ts'
import { operations } from './operations.ts'
import { openOracle } from './oracle.ts'
import { watchSecrets } from './secret-watch.ts'
import type { Template } from './template.ts'

const [folder = '', templateFile = '', drawn = '', resultFile = ''] = process.argv.slice(2)
const one = JSON.parse(drawn) as Case
const template = JSON.parse(readFileSync(templateFile, 'utf8')) as Template
const begun = performance.now()
const wrong: string[] = []
let hit = false
let noticed = 0
let said = ''
try {
  await run()
} catch (error) {
  wrong.push(`the case itself broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`.slice(0, 1_500))
}
const result: CaseResult = { ...one, hit, wrong, noticed, took: performance.now() - begun, said }
writeFileSync(resultFile, JSON.stringify(result))
// A handle that something left open is no reason to stay.
process.exit(0)

async function run(): Promise<void> {
  const [kind] = await loadKinds(one.kind)
  if (kind === undefined) throw new Error(`There is no kind ${one.kind}.`)
  const bench = openFaultBench(folder, one.person)
  mkdirSync(path.join(folder, 'fault'), { recursive: true })
  const oracle = openOracle(bench, template.snapshots)
  const watch = watchSecrets(bench)
  const operation = operations[one.operation]
  const random = seeded(one.seed)
  operation.prepare(bench, random)
  const before = bench.history().length
  const environment = { ...bench.environment }
  const armed = await kind.arm(bench, { operation: one.operation, random, moment: one.moment, span: template.spans[one.operation] })
  const parameters = armed.parameters ?? operation.parameters(bench)
  const running = bench.start([...(armed.once ?? parameters), '--json'])
  const [ended] = await Promise.all([running.ended, armed.strike?.(running)])
  const lines = bench.history().slice(before)
  const end = endOf(ended, lines)
  hit = armed.hit(end)
  noticed = end.took
  if (hit && kind.tellsOf !== undefined && noticed > soonest) wrong.push(`${kind.id}: told only after ${Math.round(noticed)} ms`)
  said = `${end.code ?? end.signal} ${end.answer?.problem?.code ?? end.answer?.verdict ?? ''}`.trim()
  wrong.push(...((await armed.wrong?.(end)) ?? []))
  await armed.disarm?.()
  bench.prefix.length = 0
  for (const name of Object.keys(bench.environment)) delete bench.environment[name]
  Object.assign(bench.environment, environment)
  for (const [name, value] of Object.entries(armed.stays ?? {})) bench.environment[name] = value ?? ''
  wrong.push(...(await oracle.afterOperation(one.operation, end, armed.vaultMoved === true)))
  wrong.push(...((await armed.person?.()) ?? []))
  await oracle.see()

  // It may have brought back an older state, from the other repository: the next one has a folder of its own.
  if (one.operation === 'restore' && end.code === 0) operation.prepare(bench, random)
  const again = one.operation === 'restore' ? [...parameters, '--overwrite', 'if-changed'] : parameters
  const next = await bench.json(again)
  wrong.push(...(armed.next?.(next) ?? (await oracle.afterNext(one.operation, next))))
  // Where the operation is none itself, a backup has to work as well: looked at behind each second case, for time is what the suite has least of.
  if (!['backup', 'scheduled'].includes(one.operation) && one.seed % 2 === 0) {
    const backup = await bench.json(operations.backup.parameters(bench))
    wrong.push(...(await oracle.afterNext('backup', backup)))
  }
  await armed.end?.()
  // What ends behind the command has a moment for it.
  await delay(20)
  wrong.push(...(await oracle.inTheEnd(one.operation, watch)))
}
