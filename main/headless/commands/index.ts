import { statSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { exitCode } from '../../contract/exit-code.ts'
import type { Core, RunHost } from '../../engine/core.ts'
import { fileOf, indexState, openIndex } from '../../engine/index/open-index.ts'
import { type IndexUpdate, updateIndex } from '../../engine/index/update-index.ts'
import { openRepository } from '../../engine/repositories/open-repository.ts'
import { seenRepositories } from '../../engine/repositories/repository-place.ts'
import { type CommonOptions, withEngine } from '../command-host.ts'
import { printable } from '../terminal/printable.ts'
import type { Screen } from '../terminal/screen.ts'
import { bytesInWords, counted, durationInWords } from '../terminal/words.ts'

/** `vaultkeeper index`: brings the index of all repositories, or of one, up to date. */
export function indexCommand(options: CommonOptions & { repository?: string; rebuild?: boolean; background?: boolean }): Promise<number> {
  return withEngine(options, async ({ engine: { core }, host, screen }) => {
    if (options.background) setPriority(constants.priority.PRIORITY_LOW)
    const indexed: Awaited<ReturnType<typeof updateOne>>[] = []
    for (const repository of options.repository === undefined ? seenRepositories(core) : [options.repository])
      indexed.push(await updateOne(core, repository, options.rebuild === true, host))
    const code = indexed.every(({ failed }) => failed.length === 0) ? exitCode.done : exitCode.warnings
    if (screen.json) screen.emit({ command: 'index', exitCode: code, indexes: indexed })
    else for (const one of indexed) describe(one, screen)
    return code
  })
}

async function updateOne(core: Core, repository: string, rebuild: boolean, host: RunHost) {
  const opened = await openRepository(core, repository, 'read', host)
  const file = fileOf(core, repository)
  const started = core.ports.clock.monotonic()
  const update: IndexUpdate = await updateIndex(core, opened, file, host, { rebuild })
  const index = openIndex(core, repository)
  const { indexed } = index === undefined ? { indexed: 0 } : indexState(index.database)
  index?.close()
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  return { repository, ...update, indexed, bytes, took: Math.round(core.ports.clock.monotonic() - started) }
}

function describe(
  { repository, added, removed, failed, indexed, bytes, took }: Awaited<ReturnType<typeof updateOne>>,
  screen: Screen,
): void {
  const name = printable(repository)
  const news = added + removed === 0 ? 'nothing was new' : `${added} added, ${removed} gone`
  const sign = failed.length === 0 ? screen.paint('good', '✔') : screen.paint('attention', '!')
  screen.say(
    `${sign} The index of ${name} holds ${counted(indexed, 'snapshot')}: ${news} (${durationInWords(took)}, ${bytesInWords(bytes)})`,
  )
  for (const { id, why } of failed) screen.say(`  ${screen.paint('attention', '!')} Not ${id.slice(0, 8)}: ${printable(why)}`)
}
