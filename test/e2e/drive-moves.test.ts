import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { historyOf, openBench, verdictsOf } from '../helpers/cli-bench.ts'
import { openMountNamespace } from '../helpers/cli-namespace.ts'
import { differences, writeNotes, writeRandom } from '../helpers/cli-tree.ts'

const usual = '/media/ada/BACKUP'

/** A plan onto a drive of its own, in a mount namespace where drives come and go. */
async function openDriveBench() {
  const bench = openBench()
  mkdirSync(bench.home)
  // Each drive keeps its content while it is not plugged in.
  const namespace = await openMountNamespace(
    `mount -t tmpfs tmpfs /media; mkdir /media/ada; cd ${bench.folder}; mkdir drives; cd drives; mkdir a b; for one in a b; do mount -t tmpfs -o size=96m tmpfs $one; done; cd /`,
  )
  bench.prefix = namespace.prefix
  bench.seen = namespace.seen
  writeNotes(bench.vault, 3)
  bench.environment['VAULTKEEPER_PASSWORD_DRIVE'] = 'of the drive'
  writeFileSync(
    path.join(bench.home, 'backup_schedule.json'),
    JSON.stringify({
      version: 1,
      vaults: { notes: { name: 'Notes', path: bench.vault, recoveryDocument: false } },
      repositories: { drive: { type: 'local', path: `${usual}/vaults/repo` } },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['drive'] } },
    }),
  )
  const drives = path.join(bench.folder, 'drives')
  return {
    bench,
    shell: namespace.shell,
    drives,
    plug: (drive: 'a' | 'b', where: string) => namespace.shell(`mkdir -p '${where}'; mount --bind '${drives}/${drive}' '${where}'`),
    pull: (where: string) => namespace.shell(`umount -l '${where}'`),
  }
}

describe('a drive is known by what is on it', { timeout: 120_000 }, () => {
  test('mounted elsewhere it is found by itself and told; another one of its name is not taken for it, nor an older copy', async () => {
    const { bench, shell, drives, plug, pull } = await openDriveBench()
    // Not even at first is anything made where no drive is.
    expect(await bench.json(['backup', 'daily'])).toMatchObject({ exitCode: 1, runs: [{ problem: { code: 'drive-not-connected' } }] })
    await plug('a', usual)
    expect(await bench.json(['backup', 'daily'])).toMatchObject({ exitCode: 0 })

    // Another drive with the same name was plugged in first: ours is mounted beside it.
    await pull(usual)
    await plug('b', usual)
    await plug('a', `${usual}1`)
    writeNotes(bench.vault, 4)
    const moved = await bench.cli(['backup', 'daily'])
    expect(moved.stdout + moved.stderr).toContain(
      `The repository "drive" is at ${usual}1/vaults/repo now, where it was at ${usual}/vaults/repo`,
    )
    expect(moved.code).toBe(0)
    expect(await shell(`ls ${usual}`)).toBe('')
    const places = historyOf(bench).flatMap((line) => (line.event === 'repository.known' ? [String(line['location'])] : []))
    expect(places).toEqual([`${usual}/vaults/repo`, `${usual}1/vaults/repo`])
    expect((await bench.json(['snapshots'])).exitCode).toBe(0)

    // Another drive holds a copy from before the last backup.
    await pull(usual)
    await pull(`${usual}1`)
    await shell(`cd '${drives}'; cp -a a/vaults b; cd b/vaults/repo/snapshots; rm "$(ls -t | head -1)"`)
    await plug('b', `${usual}2`)
    expect(await bench.json(['backup', 'daily'])).toMatchObject({ exitCode: 1, runs: [{ problem: { code: 'drive-not-connected' } }] })

    // Back at its own place it is itself again.
    await plug('a', usual)
    expect(await bench.json(['backup', 'daily'])).toMatchObject({ exitCode: 0 })
  })

  test('pulled in the middle of a backup: said so, what was left on the system disk is named, and the next one goes on', async () => {
    const { bench, shell, drives, plug, pull } = await openDriveBench()
    await plug('a', usual)
    expect(await bench.json(['backup', 'daily'])).toMatchObject({ exitCode: 0 })
    writeRandom(path.join(bench.vault, 'film.bin'), 48)
    const packs = () => shell(`find '${drives}/a/vaults/repo/data' -type f | wc -l`).then(Number)
    const before = await packs()
    const running = bench.start(['backup', 'daily', '--json'])
    while ((await packs()) <= before) await new Promise((resolve) => setImmediate(resolve))
    await pull(usual)
    const ended = await running.ended
    expect(JSON.parse(ended.stdout)).toMatchObject({ exitCode: 1, runs: [{ verdict: 'failed', problem: { code: 'drive-went-away' } }] })
    // Whether restic gets to write below the bare mount point is a matter of moments: here it did.
    const stray = `${usual}/vaults/repo`
    await shell(`rm -rf ${stray}; mkdir -p ${stray}/data/00 ${stray}/locks; head -c 3000000 /dev/zero > ${stray}/data/00/pack`)
    const away = await bench.json(['backup', 'daily'])
    expect(away).toMatchObject({ exitCode: 1, runs: [{ problem: { code: 'drive-not-connected' } }] })
    expect(JSON.stringify(away)).toContain(`What lies in ${stray} now (3.0 MB) was written there while the drive was away`)
    await plug('a', usual)
    const back = await bench.json(['backup', 'daily'])
    expect(back, JSON.stringify(back)).toMatchObject({ exitCode: 0 })
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'failed', 'failed', 'done'])
    const target = path.join(bench.folder, 'back')
    expect(await bench.json(['restore', 'latest', '--to', target])).toMatchObject({ exitCode: 0 })
    expect(differences(bench.vault, target)).toEqual([])
  })
})
