import { printable } from '../../contract/words/printable.ts'
import type { ClientSession } from '../command-host.ts'

type Answered = { readonly why: string; readonly vault: string; readonly plan: string | null; readonly repository: string }

/** That something unusual counts as answered, and where it was: the same may have been found of several vaults. */
export function answeredLine({ why, vault, plan, repository }: Answered, said: string, { engine }: Pick<ClientSession, 'engine'>): string {
  const name = engine.core.settings.configuration?.vaults[vault]?.name ?? vault
  return `${said}: ${printable(`${why} (${name}${plan === null ? '' : `, ${plan}`} into ${repository})`)}`
}
