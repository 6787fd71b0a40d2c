import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { httpSink } from '../engine/news/sinks.ts'
import { type Bench, expectFailure, historyOf, openBench } from '../helpers/cli-bench.ts'

function configure(bench: Bench, notifications: object): void {
  mkdirSync(bench.home, { recursive: true })
  const text = JSON.stringify({ version: 1, vaults: { notes: { path: bench.vault, recoveryDocument: false } }, notifications })
  writeFileSync(path.join(bench.home, 'backup_schedule.json'), text)
}

it('notify-test says over which carriers a message arrives, and fails when one does not', async () => {
  const [good, bad] = [await httpSink(), await httpSink()]
  bad.answer = 500
  const bench = openBench()
  configure(bench, { webhook: { url: `${good.url}/T0KEN` }, ntfy: { url: bad.url } })
  const [webhook, ntfy] = [`webhook:${good.host}`, `ntfy:${bad.host}`]
  const one = await bench.cli(['notify-test', 'webhook'])
  expect(one).toMatchObject({ code: 0, stdout: `✔ A test message was sent over the webhook at ${good.host} (${webhook}).\n` })
  const all = await bench.cli(['notify-test'])
  expect(all.code).toBe(1)
  expect(all.stderr).toBe(`x Over ntfy at ${bad.host} (${ntfy}) nothing arrives: ${bad.host} has trouble of its own (HTTP 500).\n`)
  expect(await bench.json(['notify-test'])).toMatchObject({
    exitCode: 1,
    carriers: [
      { carrier: webhook, arrived: true, why: null },
      { carrier: ntfy, arrived: false },
    ],
  })
  expect(good.got.map(({ body }) => JSON.parse(body).kind)).toEqual(['test', 'test', 'test'])
  expect(JSON.stringify(historyOf(bench))).not.toContain('T0KEN')
  await expectFailure(bench, ['notify-test', 'pigeon'], {
    exit: 1,
    code: 'carrier-unknown',
    sentence: /There is no carrier "pigeon"\./,
    remedy: /There is: webhook:.*, ntfy:/,
  })
})

it('a backup of a plan that fails is told at its end, and that it works again', async () => {
  const sink = await httpSink()
  const bench = openBench()
  mkdirSync(bench.home, { recursive: true })
  const plans = { daily: { kind: 'daily', sources: ['notes'] } }
  const vaults = { notes: { path: path.join(bench.folder, 'elsewhere'), name: 'My Notes' } }
  writeFileSync(
    path.join(bench.home, 'backup_schedule.json'),
    JSON.stringify({ version: 1, vaults, plans, notifications: { webhook: { url: sink.url } } }),
  )
  for (let round = 0; round < 2; round++) expect(await bench.cli(['backup', 'daily'])).toMatchObject({ code: 1 })
  mkdirSync(path.join(bench.folder, 'elsewhere'))
  writeFileSync(path.join(bench.folder, 'elsewhere', 'a.md'), 'a')
  for (let round = 0; round < 2; round++) expect(await bench.cli(['backup', 'daily'])).toMatchObject({ code: 0 })
  const told = sink.got.map(({ body }) => JSON.parse(body))
  expect(told.map(({ kind, title }) => [kind, title])).toEqual([
    ['failed', 'My Notes is not backed up'],
    ['recovered', 'My Notes is backed up again'],
  ])
  expect(told[0]).toMatchObject({ code: 'folder-missing', plan: 'daily', remedy: 'Check the name, and that its disk is connected.' })
})
