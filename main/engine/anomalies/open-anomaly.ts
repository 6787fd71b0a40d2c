import type { Core } from '../core.ts'
import { type KnownSnapshot, knownSnapshots, knownVaults } from '../state/queries.ts'
import { type Anomaly, openAnomalies } from '../state/schedule-queries.ts'
import { lastGood } from './last-good.ts'

/** An anomaly that waits for a person, with what there is to do about it. */
export type OpenAnomaly = Anomaly & {
  /** The vault's name. */
  readonly name: string
  /** The label of the snapshot that it was found in, where one has it. */
  readonly label: string | null
  readonly lastGood: Pick<KnownSnapshot, 'id' | 'label' | 'time' | 'files'> | null
}

/** Anomalies that nobody has answered yet, oldest first. */
export function openAnomalyList(core: Core): OpenAnomaly[] {
  const { database } = core.state
  const anomalies = openAnomalies(database)
  if (anomalies.length === 0) return []
  const names = new Map(knownVaults(database).map(({ id, name }) => [id, name]))
  return anomalies.map((one) => {
    const { id, label, time, files } = lastGood(core, one.repository, one.vault) ?? {}
    return {
      ...one,
      name: core.settings.configuration?.vaults[one.vault]?.name ?? names.get(one.vault) ?? one.vault,
      label: knownSnapshots(database, one.repository).find((snapshot) => snapshot.id === one.snapshot)?.label ?? null,
      lastGood: id === undefined || time === undefined ? null : { id, label: label ?? null, time, files: files ?? null },
    }
  })
}

/** The command that brings the last good state of a vault back. Pure. */
export function restoreCommand({ vault, repository }: Pick<Anomaly, 'vault' | 'repository'>): string {
  return `vaultkeeper restore last-good --vault ${vault} --repository ${repository} --to FOLDER`
}
