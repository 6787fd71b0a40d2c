import type { Problem } from '../../contract/problem.ts'

/** Something besides the plans that stands otherwise than it should. Times are RFC 3339 texts. */
export type Trouble = {
  /** What it is about: a carrier of news, the configuration, whoever runs the schedule, changes that wait, a repository, its care, a watch, another machine, a vault's git, an emergency kit, a restore on trial, an agent, a machine's return. */
  readonly about:
    | 'carrier'
    | 'configuration'
    | 'schedule'
    | 'changes'
    | 'repository'
    | 'care'
    | 'watch'
    | 'machine'
    | 'git'
    | 'kit'
    | 'drill'
    | 'agent'
    | 'comeback'
  /** Its name, the same as long as it is the same trouble. */
  readonly name: string
  /** Code, sentence and remedy. */
  readonly problem: Problem
  readonly since: string | null
  /** Whether a person has to do something. */
  readonly attention: boolean
  readonly plan: string | null
  readonly repository: string | null
}
