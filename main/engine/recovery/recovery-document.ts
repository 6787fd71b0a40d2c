import { resticWanted } from '../../contract/words/restic-wanted.ts'
import { agentsPart } from './agents-part.ts'
import type { RecoveryFacts } from './facts.ts'
import { block, code, plain } from './markdown.ts'
import { notInIt } from './not-in-it.ts'
import { ownPart } from './own-part.ts'
import { posixShell } from './posix-shell.ts'
import { powerShell } from './power-shell.ts'
import { repositoryPart } from './repository-part.ts'
import { emptyPlace } from './yours.ts'

/**
 * The recovery document as Markdown: how a person gets everything back on a new machine with nothing but restic and the password. Its commands can be executed one
 * block after the other; secrets are asked for and stand nowhere in it. The same facts and date give the same bytes. Pure.
 * @param date of the last change: `2026-11-21`
 */
export function recoveryDocument(facts: RecoveryFacts, date: string): string {
  const shell = facts.platform === 'win32' ? powerShell : posixShell
  const { host, version, vaults, agents, repositories } = facts
  return [
    '# How to get everything back',
    '',
    `This is for whoever stands in front of a new or an empty computer and wants back what was on **${plain(host)}**. Nothing of the old computer is needed, and not even Vaultkeeper: the backups are plain restic.`,
    '',
    ...emptyPlace('first'),
    `- Last changed: ${date}`,
    `- Written by Vaultkeeper ${plain(version)} on ${plain(host)}. It is written anew whenever the configuration changes.`,
    '- What you add between the lines that begin with "yours" stays. What you change elsewhere is put aside into a file beside this one whose name ends with ".old.md", and this text is written anew.',
    '',
    '## What you need',
    '',
    `1. **The password of the backups.** It stands on your emergency kit, which you printed or saved when you set Vaultkeeper up. ${repositories.length > 1 ? 'Each place has a kit, and as a rule a password, of its own. ' : ''}Without it nobody can open them.`,
    `2. **${resticWanted}**: from <https://restic.net>, or from your system's packages. ${code('restic version')} must say so.`,
    ...(repositories.some(({ secrets }) => secrets.length > 0)
      ? ['3. **What the servers ask for**, where your backups are on one: each is named below, by name only.']
      : []),
    '',
    `Open ${shell.called} and go on with one block after the other. Each vault goes where it was, seen from your home folder. What is there already is never written over.`,
    '',
    '## Make ready',
    '',
    'This defines what the other blocks use, in this one window: do it again in each new window.',
    '',
    ...block(shell.language, shell.prepare(host)),
    ...(repositories.length === 0
      ? ['## There are no backups', '', '**Nothing is backed up yet**, so there is nothing to get back.', '']
      : [
          repositories.length === 1
            ? 'The backups are in one place.'
            : `The backups are in ${repositories.length} places, the nearest first. One of them will do; what it does not have, get from the next: what is back already is left as it is.`,
          '',
        ]),
    ...repositories.flatMap((repository, at) => repositoryPart(repository, facts, shell, at + 1)),
    ...agentsPart(agents, vaults, shell),
    ...(repositories.length === 0 ? [] : ownPart(facts, shell)),
    ...notInIt(facts),
    '## Yours',
    '',
    ...emptyPlace('notes'),
  ].join('\n')
}
