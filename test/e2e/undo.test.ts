import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { homeAt } from '../../main/engine/home/home.ts'
import { passwordFile } from '../../main/engine/secrets/password.ts'
import {
  type Bench,
  backUp,
  expectFailure,
  expectHealthy,
  expectProblem,
  notedRestic,
  openBench,
  repositoryOf,
} from '../helpers/cli-bench.ts'
import { signal, waitFor } from '../helpers/cli-processes.ts'
import { writeRandom } from '../helpers/cli-tree.ts'
import { cheapenKey } from '../helpers/forge-snapshots.ts'
import { manifest } from '../helpers/random-tree.ts'

/** A vault of two notes that is backed up, and a folder that holds one of them in another version. */
async function prepare(): Promise<{ bench: Bench; target: string }> {
  const bench = openBench()
  expect(await bench.json(['init'])).toMatchObject({ exitCode: 0 })
  cheapenKey(repositoryOf(bench), readFileSync(passwordFile(homeAt(bench.home), 'default'), 'utf8').trim())
  writeFileSync(path.join(bench.vault, 'ideas.md'), 'ideas from the backup')
  writeFileSync(path.join(bench.vault, 'new.md'), 'new')
  const target = path.join(bench.folder, 'mine')
  mkdirSync(target)
  writeFileSync(path.join(target, 'ideas.md'), 'my own ideas')
  return { bench, target }
}

describe('undo', { timeout: 120_000 }, () => {
  test('a restore is taken back, looked at first, and taken back itself', async () => {
    const { bench, target } = await prepare()
    await backUp(bench)
    await expectFailure(bench, ['undo'], {
      exit: 1,
      code: 'nothing-to-undo',
      sentence: /no restore that could be taken back/,
      remedy: /vaultkeeper history/,
    })
    const before = manifest(target)
    const restored = await bench.json(['restore', 'latest', '--to', target, '--overwrite', 'always'])
    expect(restored).toMatchObject({ verdict: 'done', exitCode: 0 })
    const after = manifest(target)

    const list = await bench.cli(['undo', '--list'])
    expect(list.stdout).toMatch(new RegExp(`${restored['run']} .*restore of [0-9a-f]{8} .*${target}`))
    expect(await bench.json(['undo', '--list'])).toMatchObject({ exitCode: 0, restores: [{ run: restored['run'], target }] })
    const look = await bench.cli(['undo', '--dry-run'])
    expect(look.stdout).toMatch(
      /^Would take back the restore of \d{4}-\d\d-\d\d \d\d:\d\d into .*mine: 1 file put back as it was, 1 removed that it had added\.\n$/,
    )
    expect(await bench.json(['undo', '--dry-run'])).toMatchObject({ exitCode: 0, preview: { putBack: 1, removed: 1, of: restored['run'] } })
    expect(manifest(target)).toEqual(after)

    bench.shim.forget()
    const undone = await bench.cli(['undo'])
    // What it put back as well: else nobody would know that it is there.
    expect(bench.shim.readBack()).toEqual([true])
    expect(undone.stdout).toMatch(
      /^✔ Took back the restore of .*: 1 file put back as it was, 1 removed that it had added\.\n {2}What was there before is kept; back to it with: vaultkeeper undo \S+\n$/,
    )
    expect(undone.code).toBe(0)
    expect(manifest(target)).toEqual(before)
    await expectFailure(bench, ['undo', String(restored['run'])], {
      exit: 1,
      code: 'undone-already',
      sentence: /taken back already/,
      remedy: /vaultkeeper undo \S+/,
    })
    await expectFailure(bench, ['undo', 'nonsense'], {
      exit: 1,
      code: 'restore-unknown',
      sentence: /No restore "nonsense"/,
      remedy: /--list/,
    })

    const run = /vaultkeeper undo (\S+)/.exec(undone.stdout)?.[1] ?? ''
    expect(await bench.json(['undo', run])).toMatchObject({ command: 'undo', verdict: 'done', exitCode: 0 })
    expect(manifest(target)).toEqual(after)
    const shown = await bench.cli(['snapshots'])
    expect(shown.stdout).toMatch(new RegExp(`safety .* before ${restored['run']}`))
    await expectHealthy(bench)
  })

  test('without a safety snapshot nothing is written, unless it is said that none is wanted', async () => {
    const { bench, target } = await prepare()
    await backUp(bench)
    const before = manifest(target)
    const parameters = ['restore', 'latest', '--to', target, '--overwrite', 'always']
    bench.shim.flags('backup', '--no-such-flag')
    const failed = await bench.json(parameters)
    expectProblem(failed, {
      exit: 1,
      code: 'safety-failed',
      sentence: /safety snapshot could not be made, so nothing was written/,
      remedy: /--no-undo/,
    })
    bench.shim.flags('backup')
    const elsewhere = path.join(bench.folder, 'elsewhere')
    expect((await bench.cli(['restore', 'latest', '--to', elsewhere])).stdout).toMatch(/\n {2}Take it back with: vaultkeeper undo \S+\n$/)
    expect(await bench.json(['undo'])).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(existsSync(elsewhere)).toBe(false)
    expect(manifest(target)).toEqual(before)
    expect(await bench.json([...parameters, '--no-undo'])).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(readFileSync(path.join(target, 'ideas.md'), 'utf8')).toBe('ideas from the backup')
    await expectFailure(bench, ['undo'], {
      exit: 1,
      code: 'nothing-to-undo',
      sentence: /no restore/,
      remedy: /taken back already; .*vaultkeeper undo/,
    })
  })

  test('a restore that was killed is found again, and finished or taken back', async () => {
    const { bench, target } = await prepare()
    writeRandom(path.join(bench.vault, 'film.bin'), 8)
    await backUp(bench)
    const before = manifest(target)
    const kill = async () => {
      bench.shim.flags('restore', '--limit-download=2000')
      const running = bench.start(['restore', 'latest', '--to', target, '--overwrite', 'if-newer'])
      const restic = await notedRestic(bench, running, 'restore')
      await waitFor('a part of the film', () => existsSync(path.join(target, 'film.bin')))
      signal(running.pid, 'SIGKILL')
      signal(restic, 'SIGKILL')
      await running.ended
      bench.shim.flags('restore')
      const { unfinished } = (await bench.json(['status'])) as unknown as { unfinished: { run: string; problem: { code: string } }[] }
      expect(unfinished).toMatchObject([{ target, kind: 'restore', problem: { code: 'restore-unfinished' } }])
      return unfinished[0]?.run ?? ''
    }
    const first = await kill()
    const status = await bench.cli(['status'])
    expect(status.stdout).toMatch(
      new RegExp(
        `x A restore into .*mine was cut off: .*\n {2}Finish it with: vaultkeeper restore --finish ${first}\\. Or take it back with: vaultkeeper undo ${first}\n`,
      ),
    )
    expect(status.code).toBe(1)
    expect(await bench.json(['undo'])).toMatchObject({ verdict: 'done', exitCode: 0, result: { of: first, unfinished: true } })
    expect(manifest(target)).toEqual(before)
    expect(await bench.json(['status'])).toMatchObject({ unfinished: [], exitCode: 0 })

    const second = await kill()
    expect(await bench.json(['restore', '--finish', second])).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(readdirSync(target).sort()).toEqual(['film.bin', 'ideas.md', 'new.md'])
    expect(readFileSync(path.join(target, 'film.bin')).equals(readFileSync(path.join(bench.vault, 'film.bin')))).toBe(true)
    expect(await bench.json(['status'])).toMatchObject({ unfinished: [], exitCode: 0 })
    await expectFailure(bench, ['restore', '--finish', second], {
      exit: 1,
      code: 'nothing-to-finish',
      sentence: /was not cut off/,
      remedy: /Nothing to do/,
    })
    expect((await bench.cli(['restore', '--finish', second, 'latest'])).code).toBe(2)
    expect((await bench.cli(['restore', '--to', target])).code).toBe(2)
    expect(await bench.json(['undo'])).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(manifest(target)).toEqual(before)
    await expectHealthy(bench)
  })
})
