import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerAnomalies } from '../../../main/engine/anomalies/answer-anomalies.ts'
import { lastGood } from '../../../main/engine/anomalies/last-good.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { resolveSnapshot } from '../../../main/engine/runs/resolve-snapshot.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { undo } from '../../../main/engine/runs/undo-run.ts'
import { status } from '../../../main/engine/status.ts'
import { type AnomalyBench, anomalyBench } from '../../helpers/anomaly-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

const first = (bench: AnomalyBench, count: number) => bench.files().slice(0, count)

/** Other content of the same size; under another name, or in place with its time put back, as some malware does. */
function encrypt(bench: AnomalyBench, name: string, to = name): void {
  const { size, atime, mtime } = statSync(bench.at(name))
  rmSync(bench.at(name))
  writeFileSync(bench.at(to), bench.noise(size))
  if (to === name) utimesSync(bench.at(to), atime, mtime)
}

/** Restores what `last-good` means into an empty folder. */
async function lastGoodState(bench: AnomalyBench, repository = 'default'): Promise<Record<string, string>> {
  const target = path.join(temporaryFolder('back'), 'notes')
  const ended = await restore(
    bench.core,
    { reference: 'last-good', vault: 'notes', repository, target, overwrite: undefined, verify: true },
    testHost(),
  )
  expect(ended).toMatchObject({ verdict: 'done' })
  return bench.content(target)
}

describe('a person is asked', () => {
  it('about 60 % that are gone; nothing is removed until the answer, over a restart; the last good state is whole', async () => {
    let bench = await anomalyBench()
    for (const text of ['one', 'two', 'three', 'four']) {
      writeFileSync(bench.at('diary.md'), text)
      await bench.backup()
    }
    expect([bench.codes(), bench.judgedBy()]).toEqual([[], 'counts'])
    const good = bench.content()
    for (const name of first(bench, 61)) rmSync(bench.at(name))
    const ended = await bench.backup()
    expect(ended).toMatchObject({ verdict: 'not-verified', warnings: [], result: { counts: { files: 40 } } })
    const why = '61 of 101 files are gone (60 %; 20 % may be)'
    const lane = { plan: 'daily', vault: 'notes', repository: 'default' }
    expect(bench.raised()).toMatchObject([
      { ...lane, code: 'mass-deletion', why, snapshot: ended.result?.snapshot, numbers: { filesBefore: 101, lost: 61 } },
    ])
    bench = await bench.restart()
    expect(await bench.retain()).toMatchObject({ verdict: 'skipped', problem: { code: 'anomaly-open' } })
    // The same state, and a bit of work on what is left, is nothing new; the last good state stays what it is.
    await bench.backup()
    writeFileSync(bench.at('diary.md'), 'five')
    await bench.backup()
    expect(bench.codes()).toEqual(['mass-deletion'])
    expect(await status(bench.core)).toMatchObject({ attention: true, anomalies: [{ why, name: 'Notes', lastGood: { files: 101 } }] })
    expect(await lastGoodState(bench)).toEqual(good)
    await answerAnomalies(bench.core, {})
    // Quiet from now on: what is there is as it should be, and the rules are carried out.
    writeFileSync(bench.at('diary.md'), 'six')
    await bench.backup()
    expect(bench.codes()).toEqual(['mass-deletion'])
    expect(await bench.retain()).toMatchObject({ verdict: 'done' })
    // The next one is compared with what was approved.
    for (const name of first(bench, 25)) rmSync(bench.at(name))
    await bench.backup()
    expect(bench.raised()[1]).toMatchObject({ code: 'mass-deletion', numbers: { filesBefore: 41, lost: 25 } })
  })

  it('once for all repositories of a plan, and retention is held back in each; "expected" holds in each', async () => {
    const bench = await anomalyBench()
    for (const text of ['one', 'two', 'three', 'four', 'five'])
      for (const repository of ['default', 'second']) {
        writeFileSync(bench.at('diary.md'), text)
        await bench.backup({ repository })
      }
    for (const name of first(bench, 50)) rmSync(bench.at(name))
    await bench.backup()
    await bench.backup({ repository: 'second' })
    expect(bench.codes()).toEqual(['mass-deletion'])
    for (const repository of ['default', 'second'])
      expect(await bench.retain(repository)).toMatchObject({ verdict: 'skipped', problem: { code: 'anomaly-open' } })
    expect([lastGood(bench.core, 'default', 'notes')?.files, lastGood(bench.core, 'second', 'notes')?.files]).toEqual([101, 101])
    await answerAnomalies(bench.core, { id: bench.raised()[0]?.anomaly })
    for (const repository of ['default', 'second']) expect(await bench.retain(repository)).toMatchObject({ verdict: 'done' })
  })

  it('about notes encrypted under a new ending; what was put right is good again after "restored"', async () => {
    const bench = await anomalyBench()
    await bench.backup()
    const good = bench.content()
    for (const name of first(bench, 60)) encrypt(bench, name, `${name}.locked`)
    await bench.backup()
    expect(bench.raised()[0]?.why).toMatch(
      /^About 60 of 100 files look encrypted: what was readable is noise now, under new names that end in \.locked$/,
    )
    const back = await lastGoodState(bench)
    expect(back).toEqual(good)
    rmSync(bench.vault, { recursive: true })
    for (const [name, content] of Object.entries(back)) {
      mkdirSync(path.dirname(bench.at(name)), { recursive: true })
      writeFileSync(bench.at(name), Buffer.from(content, 'base64'))
    }
    await answerAnomalies(bench.core, {}, 'restored')
    const again = await bench.backup({ verify: true })
    expect([bench.codes(), bench.judgedBy()]).toEqual([['encryption'], 'clean files'])
    expect(lastGood(bench.core, 'default', 'notes')?.id).toBe(again.result?.snapshot)
    // The encrypted one is the newest that is left when this one is gone: it is not good, whatever else it is.
    await bench.core.record({ event: 'snapshots.vanished', repository: 'default', ids: [again.result?.snapshot ?? ''] })
    expect(lastGood(bench.core, 'default', 'notes')).toBeUndefined()
  })

  it('about notes encrypted in place, of the same size, with their times put back', async () => {
    const bench = await anomalyBench()
    await bench.backup()
    const good = bench.content()
    for (const name of first(bench, 60)) encrypt(bench, name)
    await bench.backup()
    expect(bench.codes()).toEqual(['encryption'])
    expect(await lastGoodState(bench)).toEqual(good)
  })

  it('about slow encryption, at the latest when it has become much; the last good state is from before it began', async () => {
    const bench = await anomalyBench()
    await bench.backup()
    const good = bench.content()
    const names = bench.files()
    for (const run of [0, 1, 2, 3]) {
      for (const name of names.slice(run * 8, run * 8 + 8)) encrypt(bench, name, run % 2 === 0 ? name : `${name}.enc`)
      await bench.backup()
    }
    expect(bench.codes()).toEqual(['encryption'])
    expect(bench.raised()[0]?.numbers).toMatchObject({ filesBefore: 100, encrypted: 24 })
    expect(await lastGoodState(bench)).toEqual(good)
  })

  it('once about a folder that was emptied, or is gone with its disk; quiet after "expected" until something was backed up', async () => {
    const bench = await anomalyBench()
    await bench.backup()
    const good = bench.content()
    rmSync(bench.vault, { recursive: true })
    mkdirSync(bench.vault)
    for (const repository of ['default', 'default'])
      expect(await bench.backup({ repository })).toMatchObject({ problem: { code: 'folder-emptied' } })
    rmSync(bench.vault, { recursive: true })
    expect(await bench.backup()).toMatchObject({ verdict: 'failed', problem: { code: 'folder-missing' } })
    expect(bench.raised()).toMatchObject([
      { code: 'vault-emptied', why: expect.stringContaining('All 100 files are gone'), numbers: { lost: 100 } },
    ])
    expect(await lastGoodState(bench)).toEqual(good)
    await answerAnomalies(bench.core, {})
    await bench.backup()
    expect(bench.codes()).toHaveLength(1)
    for (const [name, content] of Object.entries(good)) {
      mkdirSync(path.dirname(bench.at(name)), { recursive: true })
      writeFileSync(bench.at(name), Buffer.from(content, 'base64'))
    }
    writeFileSync(bench.at('new.md'), 'new')
    await bench.backup()
    rmSync(bench.vault, { recursive: true })
    await bench.backup()
    expect(bench.codes()).toEqual(['vault-emptied', 'vault-missing'])
  })

  it('about rm -rf of what is in a folder that has something new', async () => {
    const bench = await anomalyBench()
    await bench.backup({ manual: true })
    for (const name of bench.files()) rmSync(bench.at(name))
    writeFileSync(bench.at('.DS_Store'), Buffer.alloc(64))
    await bench.backup({ manual: true })
    expect(bench.raised()).toMatchObject([{ code: 'vault-emptied', why: expect.stringContaining('All 100 files are gone') }])
    expect(bench.raised()[0]).not.toHaveProperty('plan')
  })
})

describe('nobody is asked', () => {
  it('about a mass rename, a touch of everything, a move that loses the times, or a big import', async () => {
    const bench = await anomalyBench()
    await bench.backup()
    for (const name of bench.files()) renameSync(bench.at(name), bench.at(path.dirname(name), `2026 ${path.basename(name)}`))
    await bench.backup()
    expect([bench.codes(), bench.judgedBy()]).toEqual([[], 'clean files'])
    const later = new Date('2026-11-21T11:00:00Z')
    for (const name of bench.files()) utimesSync(bench.at(name), later, later)
    await bench.backup()
    expect([bench.codes(), bench.judgedBy()]).toEqual([[], 'clean files'])
    for (const name of bench.files()) {
      const content = readFileSync(bench.at(name))
      rmSync(bench.at(name))
      mkdirSync(bench.at('all', path.dirname(name)), { recursive: true })
      writeFileSync(bench.at('all', name), content)
    }
    await bench.backup()
    expect([bench.codes(), bench.judgedBy()]).toEqual([[], 'clean files'])
    mkdirSync(bench.at('import'))
    for (let index = 0; index < 500; index += 1) writeFileSync(bench.at('import', `${index}.md`), bench.prose(80))
    await bench.backup()
    expect([bench.codes(), bench.judgedBy()]).toEqual([[], 'counts'])
  })

  it('about an old state that was brought back with us, and about taking that back', async () => {
    const bench = await anomalyBench()
    const old = (await bench.backup()).result?.snapshot ?? ''
    // Half is written anew, twice: little enough each time, much in all.
    for (const [from, to] of [
      [0, 45],
      [45, 90],
    ] as const) {
      for (const name of bench.files().slice(from, to)) writeFileSync(bench.at(name), bench.prose(400))
      await bench.backup()
    }
    const request = { vault: 'notes', repository: 'default', target: bench.vault, overwrite: 'always', verify: false } as const
    const restored = await restore(bench.core, { ...request, reference: old }, testHost())
    expect(restored).toMatchObject({ verdict: 'not-verified' })
    await bench.backup()
    expect([bench.codes(), bench.judgedBy()]).toEqual([[], 'files'])
    expect(await undo(bench.core, restored.run, testHost())).toMatchObject({ verdict: 'done' })
    await bench.backup()
    expect([bench.codes(), bench.judgedBy()]).toEqual([[], 'files'])
    // The same by hand is asked about.
    for (const name of bench.files()) writeFileSync(bench.at(name), 'Mine now, all of it.')
    await bench.backup()
    expect(bench.codes()).toEqual(['mass-change'])
  })

  it('about files that are still there, and are only backed up no more', async () => {
    const bench = await anomalyBench()
    await bench.backup()
    const { configuration } = bench.core.settings
    if (configuration === null) throw new Error('there is none')
    const notes = { ...configuration.vaults['notes'], exclude: ['ideas', 'journal'] }
    bench.core.settings.configuration = { ...configuration, vaults: { notes } } as typeof configuration
    expect(await bench.backup()).toMatchObject({ result: { counts: { files: 33 } } })
    expect(bench.codes()).toEqual([])
  })
})

describe('a person is asked about what is still there, but backed up no more', () => {
  const excluding = async (exclude: string[]) => {
    const bench = await anomalyBench()
    await bench.backup()
    const { configuration } = bench.core.settings
    if (configuration === null) throw new Error('there is none')
    const notes = { ...configuration.vaults['notes'], exclude }
    bench.core.settings.configuration = { ...configuration, vaults: { notes } } as typeof configuration
    return { bench, ended: await bench.backup({ verify: true }) }
  }

  it('where patterns take all its files', async () => {
    const { bench, ended } = await excluding(['*.md'])
    expect(ended).toMatchObject({
      verdict: 'warnings',
      warnings: ['There is no file in it but what is left out or cannot be read; the backup before had 100 files and is kept.'],
    })
    expect(bench.raised()).toMatchObject([{ code: 'vault-emptied', numbers: { filesBefore: 100, lost: 100 } }])
  })

  it('where they leave nothing at all', async () => {
    const { bench, ended } = await excluding(['*'])
    expect(ended).toMatchObject({
      verdict: 'failed',
      problem: { code: 'nothing-selected', remedy: expect.stringContaining('patterns of "exclude"') },
    })
    expect(bench.raised()).toMatchObject([{ code: 'vault-emptied' }])
  })
})

describe('what was not judged', () => {
  it.each(['retention', 'run'])('is judged by the next %s: the program was killed in between', async (next) => {
    let bench = await anomalyBench()
    for (const text of ['one', 'two', 'three', 'four']) {
      writeFileSync(bench.at('diary.md'), text)
      await bench.backup()
    }
    for (const name of first(bench, 61)) rmSync(bench.at(name))
    // The snapshot is recorded, and nothing after it.
    const { core } = bench
    const record = core.record
    Object.assign(core, {
      record: async (event: Parameters<typeof record>[0]) => {
        if (event.event.startsWith('anomaly.') || event.event === 'snapshot.judged' || event.event === 'run.outcome')
          throw new Error('killed')
        await record(event)
      },
    })
    await expect(bench.backup()).rejects.toThrow()
    bench = await bench.restart()
    expect(bench.codes()).toEqual([])
    if (next === 'run') {
      expect(await bench.backup()).toMatchObject({ result: { unchanged: true } })
      expect(bench.codes()).toEqual(['mass-deletion'])
    }
    expect(await bench.retain()).toMatchObject({ verdict: 'skipped', problem: { code: 'anomaly-open' } })
    expect(bench.codes()).toEqual(['mass-deletion'])
  })

  it('holds retention back while it cannot be judged, and the backup warns', async () => {
    const bench = await anomalyBench()
    for (const text of ['one', 'two', 'three', 'four']) {
      writeFileSync(bench.at('diary.md'), text)
      await bench.backup()
    }
    for (const name of bench.files()) renameSync(bench.at(name), bench.at(path.dirname(name), `2026 ${path.basename(name)}`))
    const index = path.join(bench.root, 'cache', 'index')
    rmSync(index, { recursive: true, force: true })
    writeFileSync(index, 'a file where a folder should be')
    const ended = await bench.backup()
    expect(ended.result?.unchanged).toBe(false)
    expect(ended.warnings).toEqual([
      expect.stringMatching(/^Whether what changed is unusual could not be told, and waits for the next run: /),
    ])
    expect(await bench.retain()).toMatchObject({ verdict: 'skipped', problem: { code: 'changes-not-judged' } })
    rmSync(index)
    expect(await bench.retain()).toMatchObject({ verdict: 'done' })
    expect([bench.codes(), bench.judgedBy()]).toEqual([[], 'clean files'])
  })

  it('is named where it means several, or nothing', async () => {
    const bench = await anomalyBench()
    await bench.backup()
    const opened = await openRepository(bench.core, 'default', 'read', testHost())
    const ask = resolveSnapshot(bench.core, opened, 'last-good', undefined, testHost())
    await expect(ask).rejects.toMatchObject({
      problem: { code: 'snapshot-not-found', sentence: expect.stringContaining('known to be good') },
    })
  })
})
