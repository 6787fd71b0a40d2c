import type { RecoveryFacts, RepositoryFacts, VaultFacts } from './facts.ts'
import { block, code, plain } from './markdown.ts'
import type { Shell } from './shell.ts'
import { wayPart } from './way-part.ts'

/** Everything that one repository holds, from the way there to the check that all is back. Pure. */
export function repositoryPart(repository: RepositoryFacts, { vaults, host }: RecoveryFacts, shell: Shell, number: number): string[] {
  const { name, mirrorOf, enabled, onThisComputer } = repository
  const saved = vaults.filter((vault) => repository.vaults.some((one) => one.vault === vault.id))
  return [
    `## Place ${number}: ${plain(name)}`,
    '',
    plain(sentence(repository.words)),
    '',
    ...(onThisComputer
      ? [
          '**These backups are on the old computer itself.** They help only if its disk can still be read: copy their folder from it first.',
          '',
        ]
      : []),
    ...(mirrorOf === null ? [] : [`It is filled from ${plain(mirrorOf)}, so it may be a little older.`, '']),
    ...(enabled ? [] : ['It is switched off: nothing new has come here since.', '']),
    ...wayPart(repository, shell),
    '### See what is there',
    '',
    'If this lists snapshots, the password is right. If it says "wrong password or no key found", do the last block again.',
    '',
    ...block(shell.language, [shell.list]),
    `Here are the backups of ${plain(host)} only; those of other computers, if there are any, stay out of this.`,
    '',
    ...saved.flatMap((vault) => vaultPart(vault, repository, vaults, shell)),
    '### Check these backups',
    '',
    'At the end it says "no errors were found". Above, each vault said how many files and folders came back.',
    '',
    ...block(shell.language, [shell.check]),
  ]
}

function vaultPart(vault: VaultFacts, repository: RepositoryFacts, vaults: readonly VaultFacts[], shell: Shell): string[] {
  const { id, name, path, to, toItsPlace, inside, only } = vault
  const { whole = [], parts = [] } = repository.vaults.find((one) => one.vault === id) ?? {}
  // One that is put apart comes to where this one does not.
  const holder = vaults.find((one) => one.id === inside && one.toItsPlace)
  const sentences = [
    toItsPlace ? `It was in ${code(path)}.` : `It was ${code(path)}, which every computer has: it is put apart, for you to take from.`,
    ...(only === null ? [] : ['No plan saves all of it: only what the list at the end names comes back.']),
    ...(whole.length > 0 && parts.length > 0 ? ['Newer backups of parts of it are laid over the newest whole one.'] : []),
    ...(holder === undefined ? [] : [`It lies in ${plain(holder.name)}, which comes first.`]),
  ]
  return [
    `### Bring back ${plain(name)}`,
    '',
    sentences.join(' '),
    '',
    ...block(shell.language, [shell.bringBack({ tag: `vault:${id}`, to, whole, parts, inside: holder?.to ?? null })]),
  ]
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
