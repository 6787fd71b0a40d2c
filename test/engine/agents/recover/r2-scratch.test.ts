import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync, chmodSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { planReplacement } from '../../../../main/engine/agents/recover/plan-replacement.ts'
import { openTree } from '../../../../main/engine/agents/recover/restored-tree.ts'
import { readJournals, writeJournal, type Journal } from '../../../../main/engine/agents/recover/journal.ts'
import { settleRecoveries, settleRun } from '../../../../main/engine/agents/recover/settle-recoveries.ts'
import { moveIn } from '../../../../main/engine/agents/recover/replace-folder.ts'
import { recoverBench, textOf } from '../../../helpers/recover-bench.ts'

async function cutOff() {
  const bench = await recoverBench()
  bench.fill({ 'a.md': 'old a', 'b.md': 'old b' })
  const staging = path.join(bench.folder, '.vaultkeeper-recovery-jay-1')
  const composed = path.join(staging, '0')
  mkdirSync(composed, { recursive: true })
  for (const name of ['a.md', 'b.md']) writeFileSync(path.join(composed, name), `new ${name}`)
  const { replacement } = await planReplacement(await openTree(composed), bench.jay(), { preserve: [], foreign: [] })
  const journal: Journal = { run: '1', recovery: 'r', agent: 'jay', pid: 999999, processStart: 'x', phase: 'replacing', folder: bench.jay(), staging, made: [], repositories: [], replacement }
  return { bench, staging, composed, journal }
}

it('S10 disk away', async () => {
  const { bench, journal } = await cutOff()
  writeJournal(bench.core.home, journal)
  renameSync(bench.folder, `${bench.folder}-away`)
  console.log('settled?', await settleRun(bench.core, journal), readJournals(bench.core.home).length, existsSync(bench.folder), bench.events('recovery.step'))
})
it('S1 changed', async () => {
  const { bench, journal } = await cutOff()
  writeFileSync(bench.jay('a.md'), 'written since by its person')
  writeJournal(bench.core.home, journal)
  await settleRecoveries(bench.core)
  console.log(readdirSync(bench.folder), readdirSync(bench.jay()), textOf(bench.jay('a.md')))
})
it('S5 odd journals', async () => {
  const { bench, journal } = await cutOff()
  const folder = path.join(bench.core.home.root, 'agents', 'jay', 'recovery')
  mkdirSync(folder, { recursive: true })
  for (const text of ['null', '{}', '[]', '"x"', '{"run":"1"', JSON.stringify({ ...journal, phase: 'hm' })]) {
    writeFileSync(path.join(folder, '1.json'), text)
    await settleRecoveries(bench.core).then(() => console.log(text.slice(0,10), 'ok', existsSync(path.join(folder, '1.json')), existsSync(journal.staging)), (e) => console.log(text.slice(0,10), 'THROWS', String(e)))
  }
})
it('S4 unread', async () => {
  const bench = await recoverBench()
  bench.fill({ 'SOUL.md': 'jay', 'memory/a.md': 'a sunday', 'memory/b.md': 'b sunday' })
  await bench.plan('weekly', '2026-11-15T03:00:00Z')
  bench.fill({ 'memory/a.md': 'a today' })
  const { execFileSync } = await import('node:child_process')
  console.log(bench.layers())
})
