import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { signal, waitFor } from '../helpers/cli-processes.ts'
import { openDaemonBench } from '../helpers/daemon-bench.ts'
import { farFromNow } from '../helpers/far-from-now.ts'
import { howMany, noteFigure, seedOf } from '../helpers/figure.ts'
import { between, seeded } from '../helpers/seeded.ts'

/** Plans of one home: one that is due once a day, and was missed twelve hours ago. */
const schedule = farFromNow()
const plans = { daily: { kind: 'daily', schedule, timeZone: 'UTC', sources: ['notes'] } }
const count = howMany(30, 300)

test('two to five Vaultkeepers at once on one home: what is due runs once, and no edit is lost', { timeout: count * 60_000 }, async () => {
  const seed = seedOf(1)
  const random = seeded(seed)
  const wrong: string[] = []
  for (let number = 0; number < count; number++) {
    const bench = openDaemonBench(plans)
    writeFileSync(path.join(bench.vault, 'a.md'), `case ${number}`)
    await bench.knownSince(new Date(Date.now() - 25 * 3_600_000), 'daily', schedule)
    const many = between(random, 2, 5)
    const daemons = Array.from({ length: many }, () => bench.start(['daemon']))
    onTestFinished(() => {
      for (const { child } of daemons) child.kill('SIGKILL')
    })
    const edits = Array.from({ length: between(random, 2, 3) }, (_, edit) => {
      const place = path.join(bench.folder, `place ${edit}`)
      const words = ['--type', 'local', '--path', place, '--in', 'file', '--secrets-from-stdin']
      return bench.cli(['repository', 'add', `place${edit}`, ...words], { input: `password=edit number ${edit}\n` })
    })
    const edited = await Promise.all(edits)
    await waitFor('all but one to end', () => daemons.filter(({ child }) => child.exitCode === null).length === 1, 15_000)
    await bench.ended(1, 15_000)
    const one = daemons.find(({ child }) => child.exitCode === null)
    if (one !== undefined) signal(one.pid, 'SIGTERM')
    await Promise.all(daemons.map(({ ended }) => ended))
    const due = bench.events('run.intent').filter(({ kind, plan }) => kind === 'backup' && plan === 'daily')
    const { repositories = {} } = JSON.parse(readFileSync(path.join(bench.home, 'backup_schedule.json'), 'utf8')) as {
      repositories?: object
    }
    if (due.length !== 1) wrong.push(`case ${number}: ${many} ran it ${due.length} times`)
    for (const [edit, { code, stderr }] of edited.entries())
      if (code !== 0 || !(`place${edit}` in repositories))
        wrong.push(`case ${number}: edit ${edit} ended with ${code} and is ${`place${edit}` in repositories ? '' : 'not '}there: ${stderr}`)
  }
  noteFigure('several-at-once', {
    says: 'two to five Vaultkeepers at once on one home: doubled runs, lost edits',
    seed,
    cases: count,
    wrong: wrong.length,
  })
  expect(wrong).toEqual([])
})
