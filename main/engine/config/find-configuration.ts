import { createHash } from 'node:crypto'
import type { ConfigurationProblem } from '../../contract/configuration-problem.ts'
import type { Core } from '../core.ts'
import { configurationPath } from './configuration-path.ts'
import { readVariables, type Variable } from './dot-env.ts'
import { mostBytes } from './limits.ts'
import { type RegularFile, readRegularFile } from './read-regular-file.ts'

/** What the configuration needs of the engine. */
export type ConfigurationCore = Pick<Core, 'home'> & { readonly ports: Pick<Core['ports'], 'environment' | 'log' | 'randomBytes'> }

/** The file and the variables as they are now, not parsed yet. */
export type FoundConfiguration = {
  readonly path: string
  /** Somebody said that it is there: VAULTKEEPER_CONFIG. */
  readonly named: boolean
  readonly file: RegularFile
  /** All variables, those that replace values of the configuration, and what is wrong with `.env`. */
  readonly variables: readonly Variable[]
  readonly replacing: readonly Variable[]
  readonly problems: readonly ConfigurationProblem[]
  /** SHA-256 of all this, in hexadecimal: another one is another configuration, good or not. Empty where there is nothing. */
  readonly hash: string
}

/** Looks for the configuration. Quick, and waits for nobody; what cannot be read is told by `file`. */
export function findConfiguration({ home, ports }: ConfigurationCore): FoundConfiguration {
  const { variables, problems } = readVariables(home.root, ports.environment)
  const place = configurationPath(home, variables)
  const file = readRegularFile(place.path, mostBytes)
  const replacing = variables.filter(({ name }) => /^VAULTKEEPER_(?:VAULT|REPOSITORY|PLAN)_/.test(name))
  return { ...place, file, variables, replacing, problems, hash: hashOf(file, replacing, problems) }
}

function hashOf(file: RegularFile, replacing: readonly Variable[], problems: readonly ConfigurationProblem[]): string {
  if (file.kind === 'missing' && replacing.length === 0 && problems.length === 0) return ''
  const hash = createHash('sha256').update(file.kind === 'file' ? file.bytes : file.kind === 'refused' ? file.why : '')
  // A file alone has the hash that anybody can compute of it.
  if (replacing.length > 0 || problems.length > 0) hash.update('\0').update(JSON.stringify([replacing, problems]))
  return hash.digest('hex')
}
