import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { expectTidy, notedRestic, repositoryOf } from '../helpers/cli-bench.ts'
import { signal, waitFor } from '../helpers/cli-processes.ts'
import { openDaemonBench } from '../helpers/daemon-bench.ts'
import { rawRestic } from '../helpers/raw-restic.ts'

const minute = 60_000

/**
 * Real time, which it mostly waits for: a plan each minute, a process that is killed twice and stopped for two minutes.
 * m1 runs; killed at rest. m2: killed in mid-run. m3 runs; stopped over m4 and m5. m5 is made up for. m6 runs.
 */
test('five minutes with a plan each minute, stopped for two of them, killed twice: each due time has one snapshot, or its record', {
  timeout: 9 * minute,
}, async () => {
  const plan = { kind: 'custom', schedule: '* * * * *', timeZone: 'UTC', sources: ['notes'] }
  const bench = openDaemonBench({ minutely: plan })
  const cap = 8 * minute
  const write = (text: string) => writeFileSync(path.join(bench.vault, 'a.md'), text)
  const toTheMinute = () => minute - (Date.now() % minute)
  const kill = async (daemon: Awaited<ReturnType<typeof bench.startDaemon>>) => {
    signal(daemon.pid, 'SIGKILL')
    expect((await daemon.ended).signal).toBe('SIGKILL')
  }

  write('one')
  let daemon = await bench.startDaemon({ cap })
  await bench.ended(1, 2 * minute)
  const first = Date.parse(String(bench.events('run.intent').find(({ kind }) => kind === 'backup')?.['due']))
  await kill(daemon)

  write('two')
  const hold = bench.shim.hold('backup')
  daemon = await bench.startDaemon({ cap })
  await delay(toTheMinute())
  await hold.reached()
  // One that nobody noted yet ends by itself, for it has no password; but not this one, which is held.
  await notedRestic(bench, daemon, 'backup')
  await kill(daemon)

  write('three')
  daemon = await bench.startDaemon({ cap })
  await bench.ended(3, 2 * minute)
  write('five')
  signal(daemon.pid, 'SIGSTOP')
  await delay(first + 4 * minute + 5_000 - Date.now())
  signal(daemon.pid, 'SIGCONT')
  await bench.ended(4, minute)
  write('six')
  await bench.ended(5, 2 * minute)
  signal(daemon.pid, 'SIGTERM')
  expect(await daemon.ended).toMatchObject({ code: 0 })

  const due = (number: number) => new Date(first + (number - 1) * minute).toISOString()
  const runs = bench.events('run.intent').filter(({ kind }) => kind === 'backup')
  expect(runs.map((run) => run['due'])).toEqual([1, 2, 3, 5, 6].map(due))
  expect(bench.runs()).toEqual(
    ['schedule: done', 'schedule: interrupted interrupted', 'schedule: done', 'schedule: done', 'schedule: done'].map(
      (end) => `minutely/notes ${end}`,
    ),
  )
  expect(bench.events('plan.skipped').map(({ from, to, count }) => [from, to, count])).toEqual([[due(4), due(4), 1]])

  const raw = rawRestic(repositoryOf(bench), readFileSync(path.join(bench.home, 'secrets', 'default.password'), 'utf8').trim())
  const snapshots = JSON.parse(await raw('snapshots', '--json', '--tag', 'vault:notes')) as { id: string; tags: string[] }[]
  const label = (time: string) => `label:minutely/${time.slice(0, 10)}-${time.slice(11, 19).replaceAll(':', '')}`
  expect(snapshots.map(({ tags }) => tags.find((tag) => tag.startsWith('label:')))).toEqual(
    [1, 3, 5, 6].map((number) => label(due(number))),
  )
  const contents = await Promise.all(snapshots.map(({ id }) => raw('dump', id, '/a.md')))
  expect(contents).toEqual(['one', 'three', 'five', 'six'])
  expect(bench.events('run.verified')).toHaveLength(4)
  for (const { report } of bench.events('run.verified'))
    expect(report).toMatchObject({ comparedFiles: 1, findingCount: 0, vanishedSnapshots: [] })
  await raw('check', '--read-data', '--quiet')
  await waitFor('quiet', () => bench.events('run.intent').length === bench.events('run.outcome').length)
  await expectTidy(bench)
})
