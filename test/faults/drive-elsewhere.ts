import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { endAll } from '../helpers/servers/end-behind.ts'
import type { FaultBench } from './fault-bench.ts'
import type { OperationName } from './operations.ts'

/** The repository `drive` at another address than its folder. */
export type DriveElsewhere = {
  /** The operation's parameters for that repository. */
  readonly parameters: readonly string[]
  /** Writes where it is. */
  readonly configure: (settings: object) => void
  /** Ends the servers. It is a folder again. */
  readonly end: () => Promise<void>
}

/** What is asked for, of the second repository: the first one is in the home folder and nowhere else. */
const asked: Readonly<Partial<Record<OperationName, (places: FaultBench) => readonly string[]>>> = {
  backup: () => ['backup', 'daily'],
  restore: ({ back }) => ['restore', 'latest', '--repository', 'drive', '--to', back],
  verify: () => ['verify', '--repository', 'drive'],
  drill: () => ['drill', 'notes', '--repository', 'drive', '--full'],
  copy: () => ['copy', 'default', 'drive'],
}

/** Has the plan back up to the second repository, wherever `configure` puts it. */
export function driveElsewhere(bench: FaultBench, operation: OperationName): DriveElsewhere {
  const parameters = asked[operation]?.(bench)
  if (parameters === undefined) throw new Error(`There is no ${operation} elsewhere.`)
  const file = path.join(bench.home, 'backup_schedule.json')
  const before = readFileSync(file, 'utf8')
  return {
    parameters,
    configure: (settings) => {
      const configuration = JSON.parse(before) as {
        repositories: Record<string, object>
        plans: { daily: { repositories: string[] } }
      }
      configuration.repositories['drive'] = settings
      configuration.plans.daily.repositories = ['drive']
      writeFileSync(file, JSON.stringify(configuration, null, 2))
    },
    end: async () => {
      await endAll()
      writeFileSync(file, before)
    },
  }
}
