import type { Core } from '../core.ts'
import { indexState, isIndexCurrent, openIndex } from '../index/open-index.ts'
import { seenRepositories } from '../repositories/repository-place.ts'
import { type KnownRun, knownRepository, latestRuns } from '../state/queries.ts'

/** Brings the index of a repository up to date, apart from this process; rejects with why it could not. */
export type UpdateIndex = (repository: string, signal: AbortSignal) => Promise<void>

/** Keeps indexes up to date behind the runs. */
export type IndexKeeper = {
  /** Looks which runs have ended since it was asked last, whoever began them: something may have been added to their repositories, or removed. */
  readonly look: () => void
  /** Ends what is at work, and waits for its end. */
  readonly stop: () => Promise<void>
}

/** Runs come in threes and fours: the index waits for the last of them, in ms. */
const settling = 5_000

/** Of so many of the latest runs it is looked which have ended. */
const mostRuns = 20

/**
 * Has the index of a repository brought up to date some seconds after it changed, one repository after the other, and at the start where snapshots came
 * meanwhile. It is a convenience: what fails is logged, and tried again with the next change; whoever asks the index brings it up to date himself.
 */
export function keepIndexed(core: Core, update: UpdateIndex): IndexKeeper {
  const stopping = new AbortController()
  const waiting = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let work: Promise<void> | undefined
  const run = async () => {
    for (const repository of waiting) {
      waiting.delete(repository)
      if (stopping.signal.aborted) return
      await update(repository, stopping.signal).catch((error: unknown) => {
        core.ports.log(core.redactor.redact(`index of ${repository}: ${error instanceof Error ? error.message : String(error)}`))
      })
    }
  }
  const begin = () => {
    work ??= run().finally(() => {
      work = undefined
      if (waiting.size > 0 && !stopping.signal.aborted) begin()
    })
  }
  const soon = (repository: string) => {
    // Nothing was ever backed up to it.
    if (knownRepository(core.state.database, repository)?.id == null) return
    waiting.add(repository)
    clearTimeout(timer)
    timer = setTimeout(begin, settling)
    timer.unref()
  }
  for (const repository of seenRepositories(core)) if (isBehind(core, repository)) soon(repository)
  let known = new Set(endedRuns(core).map(({ id }) => id))
  return {
    look: () => {
      const ended = endedRuns(core)
      for (const { id, repository } of ended) if (repository !== null && !known.has(id)) soon(repository)
      known = new Set(ended.map(({ id }) => id))
    },
    stop: async () => {
      clearTimeout(timer)
      stopping.abort()
      await work
    },
  }
}

/** What goes to a second git remote touches no repository. */
function endedRuns(core: Core): KnownRun[] {
  return latestRuns(core.state.database, mostRuns).filter(({ verdict, kind }) => verdict !== null && kind !== 'push' && kind !== 'branch')
}

/** Of a server it is not asked: that would take it a connection each time a daemon starts. */
function isBehind(core: Core, repository: string): boolean {
  try {
    const index = openIndex(core, repository)
    if (index === undefined) return true
    try {
      return indexState(index.database).pending > 0 || isIndexCurrent(core, repository, index.database) === false
    } finally {
      index.close()
    }
  } catch (error) {
    core.ports.log(`index of ${repository}: ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}
