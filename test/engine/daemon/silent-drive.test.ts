import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { waitFor } from '../../helpers/cli-processes.ts'
import { type DaemonBench, openDaemonBench } from '../../helpers/daemon-bench.ts'
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

const goodRunsOf = (bench: DaemonBench, vault: string) =>
  bench.runs().filter((run) => run.startsWith(`change/${vault} `) && run.endsWith(': done')).length

describe.skipIf(!canBeSilent)('a network drive whose server is silent', () => {
  it('keeps no daemon from its start, nor from what it does elsewhere; what lies there is backed up when it answers', {
    timeout: 170_000,
  }, async () => {
    const { bench, drive, configure } = await benchWithDrive()
    configure()
    const unmount = mountSilent(drive)
    onTestFinished(unmount)
    const daemon = bench.start(['daemon'], { cap: 160_000 })
    onTestFinished(() => void daemon.child.kill('SIGKILL'))
    await waitFor('a backup of what is here', () => goodRunsOf(bench, 'notes') === 1)
    unmount()
    await waitFor('a backup of what lies there', () => goodRunsOf(bench, 'far') > 0)
    daemon.child.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
  })
})
