import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { z } from 'zod'

/** A defence that can be switched off: what the program does without it, the kind of fault that has to notice, in how many cases, and by which sentence. */
type Defence = { readonly says: string; readonly kind: string; readonly cases: number; readonly tells: RegExp }

/**
 * Defences of the program that can be switched off, by the name of their file below `defences/`. They prove that the suite is not green whatever happens.
 * Nothing of this is in the program: a module of it is changed while it is loaded, in the processes of the suite alone.
 */
export const defences: Readonly<Record<string, Defence>> = {
  ledger: { says: 'snapshots that have vanished are not looked for', kind: 'E3', cases: 2, tells: /E3: .* says that all is well/ },
  canary: { says: 'a locked keychain is taken for an empty one', kind: 'G2', cases: 1, tells: /G2: ended with .* told password-gone/ },
  'host-check': { says: 'our server answers under any name', kind: 'T1', cases: 1, tells: /T1: asked as/ },
  sigkill: { says: 'a restic that hears no SIGINT is not killed', kind: 'A6', cases: 1, tells: /A6: it took/ },
  fsync: { says: 'an outcome is told before it is flushed', kind: 'A4b', cases: 2, tells: /A4b: .* would be lost/ },
  unlock: { says: 'every lock is removed, whoever may hold it', kind: 'D3b', cases: 2, tells: /D3b: the lock of somebody/ },
  identity: {
    says: 'any repository is taken that the password opens',
    kind: 'E5',
    cases: 1,
    tells: /E5: something was stored in the wrong/,
  },
  clock: {
    says: 'every clock is believed',
    kind: 'F3',
    cases: 8,
    tells: /F3: (something was removed by a clock|the clock says .* prune says)/,
  },
  'read-back': { says: 'a backup is not read back', kind: 'E8', cases: 1, tells: /E8: .* says that it is verified/ },
  privileges: { says: 'files that were restored keep their setuid bits', kind: 'J5', cases: 1, tells: /J5: program has its setuid bit/ },
  devices: { says: 'devices and FIFOs come back unasked', kind: 'J5', cases: 1, tells: /J5: (null|pipe) came back/ },
  'link-guard': { says: 'restic follows links that appear in the target', kind: 'J3', cases: 4, tells: /J3: .* landed outside/ },
  environment: { says: 'restic inherits the whole environment', kind: 'I1', cases: 1, tells: /I5: a secret in the environ of/ },
  masking: { says: 'what is told and recorded is not masked', kind: 'P1', cases: 12, tells: /I5: a secret (in .*system-history|was told)/ },
  reserve: { says: 'the reserve is not given back to a full disk', kind: 'B2', cases: 2, tells: /B2: nothing can be had back/ },
}

/** What became of a defence that was switched off. `red`: whether the suite noticed, for the right reason. */
export const Proof = z.object({
  name: z.string(),
  says: z.string(),
  kind: z.string(),
  cases: z.number(),
  failed: z.number(),
  red: z.boolean(),
})
export type Proof = z.infer<typeof Proof>

/** Runs the suite once without each defence, and tells each time whether it turned red. */
export function proveDefences(seed: string): Proof[] {
  return Object.entries(defences).map(([name, { says, kind, cases, tells }]) => {
    const run = path.join(import.meta.dirname, 'run.ts')
    const words = [...process.execArgv, run, '--seed', seed, '--without', name, '--only', kind, '--cases', String(cases)]
    const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    const [, passed, failed] = /^(\d+) passed, (\d+) failed/m.exec(stdout) ?? []
    // For the right reason: a suite that is broken itself is red as well.
    const red = status === 1 && Number(failed) > 0 && tells.test(stdout)
    const proof = { name, says, kind, cases: Number(passed) + Number(failed), failed: Number(failed), red }
    console.log(
      `${red ? '+' : 'x'} ${name} (${says}), ${kind}: ${red ? `${proof.failed} of ${proof.cases} cases tell` : `nobody noticed: ${stdout.slice(-600)}`}`,
    )
    return proof
  })
}
