import { watch as watchFolder } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { realOrSame } from '../machine/real-or-same.ts'
import { type ConfigurationCore, findConfiguration } from './find-configuration.ts'
import { type LoadedConfiguration, loadConfiguration, type ParseConfiguration } from './load-configuration.ts'

/** Looks after the configuration while a program runs. */
export type ConfigurationWatch = {
  /** Looks now. For a tick: it also finds what the system did not tell, and costs the reading of one small file. */
  readonly check: () => Promise<void>
  readonly close: () => void
}

/** How long it must be quiet before the file is looked at: editors write in several steps. In milliseconds. */
const settling = 200

/**
 * Calls back with each new configuration, and with the problems of each broken one, while the last good one stays in force. Folders are
 * watched rather than files, since editors put a new file in the place of the old.
 * @param loaded what is in force at the beginning
 * @param onChange one that rejects is logged, and told the same once more at the next look
 * @param watch for tests
 */
export function watchConfiguration(
  core: ConfigurationCore,
  loaded: LoadedConfiguration,
  onChange: (loaded: LoadedConfiguration) => void | Promise<void>,
  watch: typeof watchFolder = watchFolder,
  parse?: ParseConfiguration,
): ConfigurationWatch {
  let now = loaded
  let taken = true
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let working = Promise.resolve()
  const log = (error: unknown) => core.ports.log(`Watching the configuration: ${error instanceof Error ? error.message : String(error)}`)

  const look = async () => {
    const found = findConfiguration(core)
    const same = found.hash === now.hash && found.path === now.path
    if (closed || (same && taken)) return
    if (!same) {
      const next = await loadConfiguration(core, found, parse)
      if (closed) return
      // Where the last good one could not be kept on the disk, it is still here.
      now = next.configuration === null && next.problems.length > 0 ? { ...next, ...inForce(now) } : next
    }
    taken = false
    await onChange(now)
    taken = true
  }
  const check = () => {
    working = working.then(look).catch(log)
    return working
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(check, settling)
  }
  const watchers = [...placesToWatch(core, loaded.path)].flatMap(([folder, names]) => {
    try {
      return [watch(folder, (_, name) => (name === null || names.has(name) ? soon() : undefined)).on('error', log)]
    } catch (error) {
      // The system has no watches left, or the folder is gone: ticks have to do.
      log(error)
      return []
    }
  })
  return {
    check,
    close: () => {
      closed = true
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}

function inForce({ configuration, written, overrides }: LoadedConfiguration): Partial<LoadedConfiguration> {
  return configuration === null ? {} : { configuration, written, overrides, source: 'last-good' }
}

/** The names that matter in each folder: the file, what it is a link to, and `.env`. */
function placesToWatch({ home }: ConfigurationCore, path: string): Map<string, Set<string>> {
  const places = new Map<string, Set<string>>()
  for (const file of [path, realOrSame(path), join(home.root, '.env')])
    places.set(dirname(file), (places.get(dirname(file)) ?? new Set()).add(basename(file)))
  return places
}
