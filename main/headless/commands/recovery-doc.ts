import { exitCode } from '../../contract/exit-code.ts'
import type { RecoveryState, WrittenDocument } from '../../contract/procedures/recovery.ts'
import { printable } from '../../contract/words/printable.ts'
import { fail } from '../../engine/problem-error.ts'
import { type ClientSession, type CommonOptions, withClient } from '../command-host.ts'

/** What is to be done with the documents. */
export type RecoveryDocOptions = CommonOptions & { readonly write?: boolean; readonly stdout?: boolean }

const words: Record<RecoveryState, string> = {
  current: 'current',
  outdated: 'out of date',
  missing: 'not written yet',
  foreign: 'not written',
  off: 'switched off',
}

/** `vaultkeeper recovery-doc [VAULT] [--write] [--stdout]`: exit code 1 when one that is wanted is not current. */
export function recoveryDocCommand(vault: string | undefined, { write, stdout, ...options }: RecoveryDocOptions): Promise<number> {
  return withClient(options, async (session) => {
    const { client, screen, signal, engine } = session
    const { configuration, problems } = engine.core.settings
    const vaults = Object.keys(configuration?.vaults ?? {})
    const [first, second] = vault === undefined ? vaults : [vault]
    if (first === undefined && problems[0] !== undefined)
      fail('configuration-broken', `The configuration has a mistake: ${problems[0]}`, 'See all of it with: vaultkeeper config validate')
    if (first === undefined)
      fail(
        'no-vaults',
        'The configuration names no vault, so there is nothing to write a recovery document into.',
        'Name one in the configuration: vaultkeeper config path',
      )
    if (stdout === true) {
      if (second !== undefined) fail('vault-not-said', 'There are several vaults.', `Say whose document is meant: ${vaults.join(', ')}`)
      for (const line of (await client.recovery.get({ vault: first }, { signal })).text.split('\n')) screen.quote(line)
      return exitCode.done
    }
    const documents = write === true ? (await client.recovery.write({ vault }, { signal })).documents : await look(session, vault, vaults)
    const code = documents.every(({ state }) => state === 'current' || state === 'off') ? exitCode.done : exitCode.failed
    if (screen.json) {
      screen.emit({ command: 'recovery-doc', exitCode: code, documents })
      return code
    }
    for (const document of documents) {
      const { name, path, state, problem, kept } = document
      const mark = state === 'current' ? screen.paint('good', '+') : state === 'off' ? '-' : screen.paint('attention', '!')
      screen.say(`${mark} ${printable(name)}: ${document.written ? 'written' : words[state]}${path === null ? '' : `  ${printable(path)}`}`)
      if (kept !== null) screen.say(`  What was changed outside of the marked places is kept in ${printable(kept)}`)
      if (problem !== null) screen.say(`  ${printable(`${problem.sentence} ${problem.remedy}`)}`)
    }
    if (code !== exitCode.done && write !== true) screen.tell('Bring them up to date with: vaultkeeper recovery-doc --write')
    return code
  })
}

async function look({ client, signal }: ClientSession, only: string | undefined, vaults: readonly string[]): Promise<WrittenDocument[]> {
  const documents: WrittenDocument[] = []
  for (const vault of only === undefined ? vaults : [only]) {
    const { text: _, ...document } = await client.recovery.get({ vault }, { signal })
    documents.push({ ...document, written: false, kept: null })
  }
  return documents
}
