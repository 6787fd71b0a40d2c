import path from 'node:path'
import { projectFolder } from '../helpers/cli-run.ts'
import { mark } from './marked-secrets.ts'

/** What a run of the suite tells each of its cases. */
export type Settings = {
  /** The restic that Vaultkeeper is given, and the oracle's own. */
  readonly restic: string
  /** Where compiled programs are kept from case to case. */
  readonly compiled: string
  /** The oracle's own password of both repositories, which Vaultkeeper never hears of. */
  readonly oraclePassword: string
  /** What Vaultkeeper opens them with: these must be found nowhere. */
  readonly secrets: readonly string[]
  /** A module that switches one defence of the program off, to prove that the suite would tell; null for the program as it is. */
  readonly without: string | null
}

/** The same for all cases of a run. */
export function cheapSettings(): Settings {
  return {
    restic: process.env['VAULTKEEPER_RESTIC'] ?? '',
    compiled: path.join(projectFolder, 'node_modules', '.cache', 'vaultkeeper', 'compiled'),
    oraclePassword: 'the oracle looks by itself',
    secrets: [`${mark} default 1548`, `${mark} drive 2659`],
    without: process.env['FAULTS_WITHOUT'] ?? null,
  }
}
