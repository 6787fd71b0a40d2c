import { spawnSync } from 'node:child_process'
import path from 'node:path'

/**
 * Defences of the program that can be switched off, by the name of their file below `defences/`, and the kind of fault that has to notice. They prove that the
 * suite is not green whatever happens. Nothing of this is in the program: a module of it is changed while it is loaded, in the processes of the suite alone.
 */
export const defences: Readonly<
  Record<string, { readonly says: string; readonly kind: string; readonly cases: number; readonly tells: RegExp }>
> = {
  ledger: { says: 'snapshots that have vanished are not looked for', kind: 'E3', cases: 2, tells: /E3: .* says that all is well/ },
  canary: { says: 'a locked keychain is taken for an empty one', kind: 'G2', cases: 1, tells: /G2: ended with .* told password-gone/ },
  'host-check': { says: 'our server answers under any name', kind: 'T1', cases: 1, tells: /T1: asked as/ },
  sigkill: { says: 'a restic that hears no SIGINT is not killed', kind: 'A6', cases: 1, tells: /A6: it took/ },
  fsync: { says: 'an outcome is told before it is flushed', kind: 'A4b', cases: 2, tells: /A4b: .* would be lost/ },
  unlock: { says: 'every lock is removed, whoever may hold it', kind: 'D3b', cases: 2, tells: /D3b: the lock of somebody/ },
}

/** Runs the suite once without each defence. @returns whether each time it turned red */
export async function proveDefences(seed: string): Promise<boolean> {
  let proven = true
  for (const [name, { says, kind, cases, tells }] of Object.entries(defences)) {
    const run = path.join(import.meta.dirname, 'run.ts')
    const words = [...process.execArgv, run, '--seed', seed, '--without', name, '--only', kind, '--cases', String(cases)]
    const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    const [, passed, failed] = /^(\d+) passed, (\d+) failed/m.exec(stdout) ?? []
    // For the right reason: a suite that is broken itself is red as well.
    const red = status === 1 && Number(failed) > 0 && tells.test(stdout)
    proven &&= red
    console.log(
      `${red ? '+' : 'x'} ${name} (${says}), ${kind}: ${red ? `${failed} of ${Number(passed) + Number(failed)} cases tell` : `nobody noticed: ${stdout.slice(-400)}`}`,
    )
  }
  return proven
}
