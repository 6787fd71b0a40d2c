import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { parseConfiguration } from '../../../main/engine/config/parse-configuration.ts'
import type { Core, RunProgress } from '../../../main/engine/core.ts'
import { clearDrillFolders, makeDrillFolder } from '../../../main/engine/drill/drill-folder.ts'
import { drill } from '../../../main/engine/drill/drill-run.ts'
import * as lookAtTarget from '../../../main/engine/restore/look-at-target.ts'
import { closeInterruptedRuns } from '../../../main/engine/runs/recover.ts'
import { drillTurns } from '../../../main/engine/state/drill-queries.ts'
import { status } from '../../../main/engine/status.ts'
import { drillBench } from '../../helpers/drill-bench.ts'
import { moveAway } from '../../helpers/move-away.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

function configure(core: Core, verification: object): void {
  const parsed = parseConfiguration(JSON.stringify({ version: 1, verification }), {
    person: '/',
    embedded: path.join(core.home.repositories, 'default'),
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  core.settings.configuration = parsed.configuration
}

describe('a drill', { timeout: 120_000 }, () => {
  // As beside another machine's prune, which packs anew what is read without a lock.
  it.each([
    ['a part of a file', 'largest'],
    ['the list of names', 'all'],
  ] as const)('looks once more where %s is missing, and says nothing of what is there again', async (_, which) => {
    const bench = await drillBench((vault) => {
      for (const name of ['a.bin', 'b.bin']) writeFileSync(path.join(vault, name), randomBytes(3_000_000))
    })
    const away = moveAway(bench.repository, which)
    const told: string[] = []
    const onProgress = (progress: RunProgress) => {
      if (progress.step !== 'note') return
      told.push(progress.text)
      if (progress.text.startsWith('Something is missing')) away.putBack()
    }
    expect(await drill(bench.core, { vault: bench.id, repository: 'default' }, null, { ...testHost(), onProgress })).toMatchObject({
      verdict: 'done',
      result: { files: 2, comparedFiles: 2, findings: [], findingCount: 0 },
    })
    expect(told.filter((text) => text.startsWith('Something is missing'))).toHaveLength(1)
    expect(bench.left()).toEqual([])
  })

  it('brings back odd names, links and rights within its own folder, no FIFO and no setuid bit, and leaves nothing behind', async () => {
    const bench = await drillBench((vault) => {
      for (const name of ['-rf', 'line\nbreak', 'ü', '*?[a]', ' ', "it's"]) writeFileSync(path.join(vault, name), name)
      writeFileSync(Buffer.concat([Buffer.from(`${vault}/`), Buffer.from([0x61, 0xff, 0xfe])]), 'no text')
      mkdirSync(path.join(vault, 'closed'))
      writeFileSync(path.join(vault, 'closed/inside.txt'), 'inside')
      chmodSync(path.join(vault, 'closed'), 0o500)
      writeFileSync(path.join(vault, 'program'), '#!/bin/sh\n')
      chmodSync(path.join(vault, 'program'), 0o6755)
      symlinkSync('/etc', path.join(vault, 'out'))
      symlinkSync('../..', path.join(vault, 'up'))
      execFileSync('mkfifo', [path.join(vault, 'pipe')])
    })
    const seen: { names: string[]; program: number; out: boolean }[] = []
    const look = () => {
      const [run = ''] = bench.left()
      const folder = path.join(bench.root, 'cache/drills', run, '0')
      const program = lstatSync(path.join(folder, 'program')).mode & 0o7777
      seen.push({ names: readdirSync(folder), program, out: lstatSync(path.join(folder, 'out')).isSymbolicLink() })
    }
    const host = {
      ...testHost(),
      onProgress: (told: RunProgress) => told.step === 'note' && told.text.startsWith('Comparing it') && look(),
    }
    expect(await drill(bench.core, { vault: bench.id, repository: 'default' }, null, host)).toMatchObject({
      verdict: 'done',
      result: { how: 'whole', files: 9, comparedFiles: 9, findingCount: 0 },
    })
    expect(seen).toMatchObject([{ program: 0o755, out: true }])
    expect(seen[0]?.names).not.toContain('pipe')
    expect(bench.left()).toEqual([])
    chmodSync(path.join(bench.vault, 'closed'), 0o700)
  })

  it('goes by the hashes of the repository alone where the vault is not there', async () => {
    const bench = await drillBench((vault) => writeFileSync(path.join(vault, 'a.txt'), 'a'))
    rmSync(bench.vault, { recursive: true })
    expect(await bench.drill()).toMatchObject({
      verdict: 'done',
      result: { files: 1, comparedFiles: 0, verifiedFiles: 1, changedSince: 0 },
    })
  })

  it('finds a file of the vault that is another one now, though nobody can have touched it since; that stands until a drill succeeds', async () => {
    const bench = await drillBench((vault) => writeFileSync(path.join(vault, 'a.txt'), 'as it was'), { shifted: true })
    // Backed up later than anything that is done here, so that what no program can set, the ctime, is older.
    bench.setTime(new Date(Date.now() + 3_600_000))
    writeFileSync(path.join(bench.vault, 'b.txt'), 'as it was')
    await bench.save()
    const file = path.join(bench.vault, 'b.txt')
    const { atime, mtime } = statSync(file)
    writeFileSync(file, 'rotten!!!')
    utimesSync(file, atime, mtime)
    expect(await bench.drill()).toMatchObject({
      verdict: 'failed',
      problem: { code: 'drill-failed' },
      result: { findings: [{ path: 'b.txt', finding: 'different' }], findingCount: 1, comparedFiles: 1 },
    })
    const found = await status(bench.core)
    expect(found).toMatchObject({
      attention: true,
      troubles: [{ about: 'drill', name: `${bench.id}/default`, problem: { code: 'drill-failed' } }],
    })
    writeFileSync(file, 'as it was')
    utimesSync(file, atime, mtime)
    expect(await bench.drill()).toMatchObject({ verdict: 'done', result: { comparedFiles: 2 } })
    expect(await status(bench.core)).toMatchObject({
      troubles: [],
      proven: [{ vault: bench.id, repository: 'default', proven: { how: 'whole' } }],
    })
  })

  it('of a vault that is larger than it may be restores a part, by turns, until all of it has had its turn', async () => {
    const bench = await drillBench((vault) => {
      for (const folder of ['a', 'b', 'c', 'd']) {
        mkdirSync(path.join(vault, folder))
        for (const name of ['1', '2', '3']) writeFileSync(path.join(vault, folder, name), folder.repeat(1000))
      }
    })
    configure(bench.core, { drillUpTo: '5 kB' })
    const turns: string[] = []
    for (let turn = 0; turn < 3; turn++) {
      const ended = await bench.drill()
      expect(ended).toMatchObject({ verdict: 'done', result: { how: 'sample', files: 5, comparedFiles: 5 } })
      expect(ended.result?.backIn).toBeGreaterThan(0)
      turns.push(drillTurns(bench.core.state.database, bench.id, 'default')[''] ?? '')
    }
    expect(turns).toEqual(['b/2', 'd/1', 'a/3'])
    expect(await bench.drill(true)).toMatchObject({ verdict: 'done', result: { how: 'whole', files: 12 } })
    // What was restored whole by hand does not change whose turn it is.
    expect(drillTurns(bench.core.state.database, bench.id, 'default')['']).toBe('a/3')
  })

  it('is refused before the first byte where there is no room for it', async () => {
    const bench = await drillBench((vault) => writeFileSync(path.join(vault, 'a.txt'), 'a'))
    const free = vi.spyOn(lookAtTarget, 'freeBytes').mockReturnValue(1_000_000)
    const ended = await bench.drill().finally(() => free.mockRestore())
    expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'drill-no-space' } })
    expect(ended.result).toBeUndefined()
    expect(recorded(bench.root).at(-1)).toMatchObject({ event: 'run.outcome', problem: { code: 'drill-no-space' } })
    expect(bench.left()).toEqual([])
  })

  it('can be cancelled, and leaves nothing behind', async () => {
    const bench = await drillBench((vault) => writeFileSync(path.join(vault, 'a.txt'), 'a'))
    const controller = new AbortController()
    const host = {
      signal: controller.signal,
      // In the middle: the folder is there, and something is in it.
      onProgress: () => readdirSync(path.join(bench.root, 'cache/drills')).length > 0 && controller.abort(),
    }
    expect(await drill(bench.core, { vault: bench.id, repository: 'default' }, null, host)).toMatchObject({ verdict: 'cancelled' })
    expect(controller.signal.aborted).toBe(true)
    expect(bench.left()).toEqual([])
  })

  it('removes nothing but its own folder, whatever a history that came from elsewhere calls a run', async () => {
    const home = await testHome()
    const elsewhere = temporaryFolder('elsewhere')
    const runs = ['', '.', path.relative(path.join(home.root, 'cache/drills'), elsewhere)]
    writeFileSync(path.join(elsewhere, 'work.txt'), 'the only copy')
    const kept = makeDrillFolder(home.core, '20260101T000000-abcdef')
    for (const run of runs) await home.core.record({ event: 'run.intent', run, kind: 'drill', pid: 2 ** 30, processStart: 'long ago' })
    await closeInterruptedRuns(home.core)
    expect(recorded(home.root).filter(({ event }) => event === 'run.outcome')).toHaveLength(runs.length)
    expect(readdirSync(elsewhere)).toEqual(['work.txt'])
    expect(readdirSync(path.dirname(kept))).toEqual([path.basename(kept)])
  })

  it('removes what an earlier one could not remove; a drill of nothing says so', async () => {
    const bench = await drillBench((vault) => writeFileSync(path.join(vault, 'a.txt'), 'a'))
    const folder = makeDrillFolder(bench.core, '20260101T000000-abcdef')
    mkdirSync(path.join(folder, 'deep'))
    writeFileSync(path.join(folder, 'deep/file'), 'x')
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    await clearDrillFolders(bench.core)
    expect(bench.left()).toEqual([])
    expect(await drill(bench.core, { vault: 'nobody', repository: 'default' }, null, testHost())).toMatchObject({
      verdict: 'failed',
      problem: { code: 'nothing-backed-up' },
    })
  })
})
