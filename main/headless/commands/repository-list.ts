import { exitCode } from '../../contract/exit-code.ts'
import type { RepositoryEntry } from '../../contract/procedures/repository-entry.ts'
import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import type { Screen } from '../terminal/screen.ts'
import { bytesInWords, counted, whenInWords } from '../terminal/words.ts'

/** `vaultkeeper repository list` */
export function repositoryListCommand(options: CommonOptions): Promise<number> {
  return withClient(options, async ({ client, signal, screen }) => {
    const repositories = await client.repositories.list(undefined, { signal })
    if (screen.json) screen.emit({ command: 'repository', exitCode: exitCode.done, repositories })
    else for (const one of repositories) show(one, screen)
    return exitCode.done
  })
}

const states: Readonly<Record<RepositoryEntry['state'], readonly ['good' | 'attention' | 'bad', string]>> = {
  ready: ['good', 'ready'],
  'not-made': ['attention', 'nothing was kept there yet'],
  'not-connected': ['attention', 'not connected'],
  failing: ['bad', 'does not work'],
  damaged: ['bad', 'damaged'],
  off: ['attention', 'switched off'],
}

function show(one: RepositoryEntry, screen: Screen): void {
  const [style, words] = states[one.state]
  screen.say(
    `${screen.paint(style, style === 'good' ? '✔' : style === 'bad' ? 'x' : '!')} ${screen.paint('strong', one.name)}  ${one.kind}  ${printable(one.place)}`,
  )
  const facts = [
    words,
    ...(one.configured || one.name === 'default' ? [] : ['no longer in the configuration']),
    ...(one.appendOnly ? ['append-only'] : []),
    ...(one.mirrorOf === null ? [] : [`mirror of ${one.mirrorOf}`]),
    one.foreign === 0 ? counted(one.snapshots, 'snapshot') : `${counted(one.snapshots, 'snapshot')}, ${one.foreign} of other machines`,
    ...(one.bytes === null ? [] : [bytesInWords(one.bytes)]),
    // Of an empty one only the making of it went well.
    ...(one.lastSuccess === null || one.snapshots === 0 ? [] : [`last success ${whenInWords(new Date(one.lastSuccess), new Date())}`]),
    ...(one.plans.length === 0 ? [] : [`written by ${one.plans.join(', ')}`]),
  ]
  screen.say(`    ${facts.join('; ')}`)
  // The embedded one is also where what is backed up by hand goes.
  if (one.configured && one.name !== 'default' && one.plans.length === 0 && one.mirrorOf === null)
    screen.say(`    No plan writes into it. Let one: vaultkeeper repository add ${one.name} --plan PLAN`)
  if (one.problem !== null) screen.say(`    ${printable(one.problem.sentence)} ${printable(one.problem.remedy)}`)
  const secrets = [{ name: one.name, label: 'Password', kept: one.password, optional: false }, ...one.secrets]
  for (const { name, label, kept, optional } of secrets)
    if (kept === 'nowhere' || kept === 'unknown')
      screen.say(
        `    ${label}: ${kept === 'unknown' ? 'the keychain does not tell now' : optional ? 'none' : `not kept. Store it with: vaultkeeper secret set ${name}`}`,
      )
  if (one.passwordChanging)
    screen.say(`    A change of its password was cut off. Bring it to its end with: vaultkeeper repository password ${one.name}`)
}
