import { relative, sep } from 'node:path'
import { nearest } from '../../contract/configuration/nearest.ts'
import type { Configuration } from '../../contract/configuration.ts'
import { patternProblem, toBytes } from '../selection/parse-pattern.ts'
import { everything, isExcluded, isIncluded } from '../selection/selection.ts'
import { isInside } from '../vaults.ts'
import type { Mistake } from './describe-issues.ts'
import { findCycles } from './find-cycles.ts'
import type { ValuePath } from './positions.ts'

/** The repository that is there without being named in the file. */
const embedded = 'default'

/**
 * What only shows when the parts of the configuration are seen together: names of nothing, names twice, circles, repositories in what they save. Pure.
 * @param own the folder of our own repositories, which no backup takes
 */
export function checkReferences(configuration: Configuration, own: string): Mistake[] {
  const { vaults, repositories, plans, agents, notifications } = configuration
  const mistakes: Mistake[] = []
  const tell = (path: ValuePath, predicate: string, atName = false) => mistakes.push({ path, atName, subject: path, predicate })
  const check = (path: ValuePath, names: readonly string[], kind: string, known: readonly string[]) => {
    for (const [index, name] of names.entries()) {
      if (!known.includes(name)) tell([...path, index], unknown(kind, name, known))
      else if (names.indexOf(name) < index) tell([...path, index], `names the ${kind} "${name}" a second time`)
    }
  }
  for (const [name, plan] of Object.entries(plans)) {
    const sources = plan.sources.map(({ vault }) => vault)
    check(['plans', name, 'sources'], sources, 'vault', Object.keys(vaults))
    check(['plans', name, 'repositories'], plan.repositories, 'repository', [...new Set([embedded, ...Object.keys(repositories)])])
    for (const [index, repository] of plan.repositories.entries())
      if (repositories[repository]?.mirror)
        tell(['plans', name, 'repositories', index], `names "${repository}", which is a mirror: snapshots come there by copying alone`)
  }
  for (const [index, { plans: named }] of notifications.ping.entries())
    if (named !== null) check(['notifications', 'ping', index, 'plans'], named, 'plan', Object.keys(plans))
  for (const [name, { dependsOn }] of Object.entries(agents)) check(['agents', name, 'dependsOn'], dependsOn, 'agent', Object.keys(agents))
  for (const cycle of findCycles(Object.fromEntries(Object.entries(agents).map(([name, { dependsOn }]) => [name, dependsOn])))) {
    const [first = ''] = cycle
    tell(['agents', first, 'dependsOn'], `goes round in a circle: ${cycle.join(' -> ')}; none of these could be started first`)
  }
  const patterns = checkPatterns(configuration)
  // No pattern can be asked that is malformed.
  const inside = patterns.length > 0 ? [] : checkInside(configuration, own)
  return [...mistakes, ...checkRepositories(repositories), ...patterns, ...inside]
}

/** Each run would store what the last one wrote. */
function checkInside({ vaults, repositories, plans }: Configuration, own: string): Mistake[] {
  const sources = Object.values(plans).flatMap((plan) => plan.sources)
  return Object.entries(repositories).flatMap(([name, repository]) => {
    if (repository.type !== 'local' || isInside(repository.path, own)) return []
    const around = sources.find(({ vault, include }) => {
      const { path, exclude } = vaults[vault] ?? {}
      if (path === undefined || exclude === undefined || !isInside(repository.path, path)) return false
      const way = toBytes(relative(path, repository.path).replaceAll(sep, '/'))
      const selection = { ...everything, exclude, include }
      return !isExcluded(selection, way) && isIncluded(selection, way)
    })
    if (around === undefined) return []
    const path = ['repositories', name, 'path']
    const predicate = `lies in the vault "${around.vault}", which would back up its own backups; choose another folder, or exclude it there`
    return [{ path, atName: false, subject: path, predicate }]
  })
}

/** Patterns that restic would refuse when the first backup runs. */
function checkPatterns({ vaults, plans }: Configuration): Mistake[] {
  const mistakes: Mistake[] = []
  const check = (path: ValuePath, patterns: readonly string[]) => {
    for (const [index, pattern] of patterns.entries()) {
      const predicate = patternProblem(pattern)
      if (predicate !== null) mistakes.push({ path: [...path, index], atName: false, subject: [...path, index], predicate })
    }
  }
  for (const [name, { exclude }] of Object.entries(vaults)) check(['vaults', name, 'exclude'], exclude)
  for (const [name, { sources }] of Object.entries(plans))
    for (const [index, { include }] of sources.entries()) check(['plans', name, 'sources', index, 'include'], include ?? [])
  return mistakes
}

function checkRepositories(repositories: Configuration['repositories']): Mistake[] {
  const mistakes: Mistake[] = []
  const places = new Map<string, string>()
  for (const [name, repository] of Object.entries(repositories)) {
    const path = ['repositories', name]
    const tell = (predicate: string, inside: string[] = []) =>
      mistakes.push({ path: [...path, ...inside], atName: inside.length === 0, subject: [...path, ...inside], predicate })
    if (name === embedded && repository.type !== 'local')
      tell('must be "local": this name is kept for the repository on this machine', ['type'])
    // VAULTKEEPER_PASSWORD_FILE would be the password of the one and the file of the other.
    if (/^(?:command|file)(?:-|$)/.test(name)) tell('has a name that its password variable would share with another; choose another name')
    const of = repository.mirror?.of
    if (of === name) tell('names this repository itself', ['mirror', 'of'])
    else if (of !== undefined && of !== embedded && repositories[of] === undefined)
      tell(unknown('repository', of, Object.keys(repositories)), ['mirror', 'of'])
    else if (of !== undefined && repositories[of]?.mirror)
      tell(`names "${of}", which is a mirror itself; name the repository that plans write to`, ['mirror', 'of'])
    if (repository.type !== 'local') continue
    const other = places.get(repository.path)
    if (other !== undefined) tell(`is the folder of the repository "${other}" already`, ['path'])
    places.set(repository.path, name)
  }
  return mistakes
}

function unknown(kind: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  const named = `names ${kind === 'agent' ? 'an' : 'a'} ${kind} "${name}" that is not there`
  if (near !== undefined) return `${named}; did you mean "${near}"?`
  const there = known.length === 0 ? 'there is none' : `there is ${known.slice(0, 20).join(', ')}`
  return `${named}; ${there}`
}
