import type { PasswordSource } from '../../contract/password-source.ts'

/** What lies in a snapshot of Vaultkeeper's own things; the history in as many files as it has, by their names in the home folder. */
export const ownFiles = {
  about: 'own.json',
  configuration: 'backup_schedule.json',
  knownHosts: 'known_hosts',
  history: 'system-history.jsonl',
} as const

/** What is told of the machine in {@link ownFiles.about}. */
export type OwnAbout = {
  readonly version: 1
  /** The name under which the machine makes snapshots. */
  readonly host: string
  /** The person's own folder there, which `~` stood for. */
  readonly person: string
  readonly made: string
  /** The Vaultkeeper that made it. */
  readonly vaultkeeper: string
  /** The repositories that the machine knew, by their ids, and where it kept their passwords. */
  readonly repositories: readonly { readonly name: string; readonly id: string; readonly password: PasswordSource }[]
  /** Names of variables that the file `.env` of the home folder set. Their values are nowhere in a backup: they may be secrets. */
  readonly variables: readonly string[]
}
