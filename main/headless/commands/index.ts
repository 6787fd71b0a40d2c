import { constants, setPriority } from 'node:os'
import { exitCode } from '../../contract/exit-code.ts'
import type { Indexed } from '../../contract/procedures/jobs.ts'
import { printable } from '../../contract/words/printable.ts'
import { type CommonOptions, withClient } from '../command-host.ts'
import { followToEnd } from '../follow.ts'
import type { Screen } from '../terminal/screen.ts'
import { bytesInWords, counted, durationInWords } from '../terminal/words.ts'

/** `vaultkeeper index`: brings the index of all repositories, or of one, up to date. */
export function indexCommand(options: CommonOptions & { repository?: string; rebuild?: boolean; background?: boolean }): Promise<number> {
  return withClient(options, async (session) => {
    const { client, screen } = session
    const { repository, rebuild, background } = options
    if (background) setPriority(constants.priority.PRIORITY_LOW)
    const begun = await client.repositories.index({ repository, rebuild, background })
    const { indexes } = await followToEnd(session, begun)
    const code = indexes.every(({ failed }) => failed.length === 0) ? exitCode.done : exitCode.warnings
    if (screen.json) screen.emit({ command: 'index', exitCode: code, indexes })
    else for (const one of indexes) describe(one, screen)
    return code
  })
}

function describe({ repository, added, removed, failed, indexed, bytes, took }: Indexed, screen: Screen): void {
  const name = printable(repository)
  const news = added + removed === 0 ? 'nothing was new' : `${added} added, ${removed} gone`
  const sign = failed.length === 0 ? screen.paint('good', '✔') : screen.paint('attention', '!')
  screen.say(
    `${sign} The index of ${name} holds ${counted(indexed, 'snapshot')}: ${news} (${durationInWords(took)}, ${bytesInWords(bytes)})`,
  )
  for (const { id, why } of failed) screen.say(`  ${screen.paint('attention', '!')} Not ${id.slice(0, 8)}: ${printable(why)}`)
}
