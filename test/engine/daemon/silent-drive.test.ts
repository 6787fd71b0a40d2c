import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { waitFor } from '../../helpers/cli-processes.ts'
import { openDaemonBench } from '../../helpers/daemon-bench.ts'
import { canBeSilent, mountSilent } from '../../helpers/silent-mount.ts'

/** A daemon of whose vaults and repositories one each lies on a network drive: `notes` is backed up here and there, and `far`, which lies there, here. */
async function benchWithDrive() {
  const bench = openDaemonBench({})
  const drive = path.join(bench.folder, 'nas')
  mkdirSync(path.join(drive, 'far'), { recursive: true })
  writeFileSync(path.join(drive, 'far', 'a.md'), 'far away')
  writeFileSync(path.join(bench.vault, 'a.md'), 'here')
  bench.environment['VAULTKEEPER_PASSWORD_NAS'] = 'of the drive'
  const there = { kind: 'custom', schedule: '0 3 * * *', sources: ['notes'], repositories: ['nas'] }
  const configure = (far: object) =>
    bench.configure({
      vaults: { notes: { path: bench.vault, recoveryDocument: false }, ...far },
      repositories: { nas: { type: 'local', path: path.join(drive, 'repository'), prune: false } },
      plans: {
        there,
        ...('far' in far ? { change: { kind: 'on-change', sources: ['notes', 'far'], debounce: '200ms', atMostEvery: '1s' } } : {}),
      },
    })
  configure({})
  const backedUp = await bench.cli(['backup', 'there'])
  expect(backedUp.code, backedUp.stderr).toBe(0)
  expect((await bench.cli(['index'])).code).toBe(0)
  return { bench, drive, configure: () => configure({ far: { path: path.join(drive, 'far') } }) }
}

describe.skipIf(!canBeSilent)('a network drive whose server is silent', () => {
  it('keeps no daemon from its start, nor from what it does elsewhere', { timeout: 120_000 }, async () => {
    const { bench, drive, configure } = await benchWithDrive()
    configure()
    onTestFinished(mountSilent(drive))
    const daemon = bench.start(['daemon'], { cap: 110_000 })
    onTestFinished(() => void daemon.child.kill('SIGKILL'))
    const expected = ['change/notes change: done', 'change/far change: failed folder-not-answering']
    await waitFor(
      'a backup of what is here, and of what does not answer',
      () => expected.every((run) => bench.runs().includes(run)),
      90_000,
    )
  })
})
