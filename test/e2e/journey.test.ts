import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { expectHealthy, expectTidy, historyOf, openBench, verdictsOf } from '../helpers/cli-bench.ts'
import { projectFolder, start } from '../helpers/cli-run.ts'
import { differences, entries, writeNotes, writeWeirdTree } from '../helpers/cli-tree.ts'

describe('from the first backup to a restored folder', { timeout: 120_000 }, () => {
  test('500 notes and every kind of name, mode, time and link come back byte for byte', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 500)
    writeWeirdTree(path.join(bench.vault, 'weird'))

    const nothing = await bench.cli(['status'])
    expect(nothing.stdout).toMatch(/Nothing is backed up yet.*vaultkeeper backup FOLDER/s)
    expect(nothing.code).toBe(1)

    // As a person does from a checkout: through npm, a relative folder, called from somewhere else.
    const first = await start(['npm', '--prefix', projectFolder, 'run', '-s', 'vaultkeeper', '--', 'backup', './Notes'], {
      environment: bench.environment,
      cwd: bench.folder,
    }).ended
    expect(first.stderr).not.toMatch(/Warning|npm/)
    expect(first.stdout).toMatch(/^✔ Notes is backed up and verified\n/)
    expect(first.stdout).toMatch(/equal by SHA-256/)
    expect(first.code).toBe(0)
    expect(historyOf(bench).find(({ event }) => event === 'vault.known')).toMatchObject({ path: bench.vault })

    const target = path.join(bench.folder, 'restored', 'here')
    const restored = await bench.json(['restore', 'latest', '--to', target])
    expect(restored).toMatchObject({ verdict: 'done', exitCode: 0, warnings: [], result: { verified: true, target } })
    expect(differences(bench.vault, target)).toEqual([])
    expect(entries(target).length).toBeGreaterThan(550)

    const snapshots = await bench.json(['snapshots'])
    expect(snapshots['snapshots']).toHaveLength(1)
    expect((await bench.cli(['snapshots'])).stdout).toMatch(/Notes.*files.*verified/)

    const listed = await bench.cli(['ls', 'latest', '--recursive', '--json'])
    expect(listed.code).toBe(0)
    expect(listed.stdout.trimEnd().split('\n')).toHaveLength(entries(bench.vault).length)
    const shown = await bench.cli(['ls', 'latest:weird'])
    expect(shown.stdout).not.toContain('\x1b')
    expect(shown.stdout).toContain('esc\\x1b[31mred.md')
    expect(shown.stdout).toContain('two\\nlines.md')
    expect(shown.code).toBe(0)

    const status = await bench.json(['status'])
    expect(status['vaults']).toMatchObject([{ name: 'Notes', state: 'protected', problem: null }])
    expect(status.exitCode).toBe(0)
    expect((await bench.cli(['status'])).stdout).toMatch(/✔ protected +Notes +just now|✔ protected +Notes +1 minute ago/)

    const doctor = await bench.json(['doctor'])
    expect(doctor['findings']).not.toContainEqual(expect.objectContaining({ verdict: 'bad' }))
    expect(doctor.exitCode).toBe(0)

    const verified = await bench.json(['verify'])
    expect(verified).toMatchObject({ verdict: 'done', exitCode: 0, problem: null, result: { damage: null, vanished: [] } })
    expect(verified.result.vaults).toMatchObject([{ report: { findingCount: 0 } }])

    writeFileSync(path.join(bench.vault, 'weird', 'new after the first.md'), 'new\n')
    const second = await expectHealthy(bench)
    expect(second.result).toMatchObject({ unchanged: false, counts: { filesNew: 1, filesChanged: 0 } })
    const third = await expectHealthy(bench)
    expect(third.result).toMatchObject({ unchanged: true, snapshot: second.result.snapshot })
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'done', 'done'])
  })

  test('one file, one folder, and a name that is no text come back from a snapshot named by id or label', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 12)
    writeWeirdTree(path.join(bench.vault, 'weird'))
    const made = await expectHealthy(bench)
    const { snapshot, label } = made.result

    const one = path.join(bench.folder, 'one')
    expect(await bench.json(['restore', `${snapshot.slice(0, 8)}:weird/stars * and [brackets]?.md`, '--to', one])).toMatchObject({
      exitCode: 0,
    })
    expect(readdirSync(one)).toEqual(['stars * and [brackets]?.md'])

    const folder = path.join(bench.folder, 'folder')
    expect(await bench.json(['restore', `${label}:weird`, '--to', folder])).toMatchObject({ exitCode: 0 })
    expect(differences(path.join(bench.vault, 'weird'), path.join(folder, 'weird'))).toEqual([])

    const kept = path.join(bench.folder, 'kept')
    mkdirSync(kept)
    writeFileSync(path.join(kept, 'mine.md'), 'mine')
    renameSync(path.join(bench.folder, 'folder', 'weird', 'mode 0640'), path.join(kept, 'mode 0640'))
    writeFileSync(path.join(kept, 'mode 0600'), 'my own words')
    expect(await bench.json(['restore', 'latest:weird/mode 0600', '--to', kept, '--overwrite', 'keep-both'])).toMatchObject({ exitCode: 0 })
    expect(readdirSync(kept).sort()).toEqual(expect.arrayContaining(['mine.md', 'mode 0600', 'mode 0640']))
    expect(readdirSync(kept)).toHaveLength(4)
    await expectTidy(bench)
  })
})
