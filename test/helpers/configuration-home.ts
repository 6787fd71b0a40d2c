import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ConfigurationCore } from '../../main/engine/config/find-configuration.ts'
import { type ParsedConfiguration, parseConfiguration } from '../../main/engine/config/parse-configuration.ts'
import { homeAt, prepareHome } from '../../main/engine/home/home.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The example that is shipped. */
export const exampleText = readFileSync(path.join(import.meta.dirname, '../../assets/examples/backup_schedule.json'), 'utf8')

/** Where `~` and the embedded repository are for tests that have no home. */
export const places = { person: '/people/me', embedded: '/people/me/vaultkeeper/repositories/default' }

/** The problems of a text as `line:column path: sentence`; none when it is good. */
export function problemsOf(text: string | Uint8Array, variables: Record<string, string> = {}): string[] {
  const set = Object.entries(variables).map(([name, value]) => ({ name, value, where: 'environment' as const, line: 0 }))
  const parsed = parseConfiguration(text, places, set)
  return parsed.ok ? [] : parsed.problems.map(({ line, column, sentence }) => `${line}:${column} ${sentence}`)
}

/** A text that has to be good. */
export function good(text: string | Uint8Array): Extract<ParsedConfiguration, { ok: true }> {
  const parsed = parseConfiguration(text, places)
  if (!parsed.ok) throw new Error(parsed.problems.map(({ sentence }) => sentence).join('\n'))
  return parsed
}

/** A home with a configuration, and all that its parts need of an engine. */
export type ConfigurationHome = ConfigurationCore & {
  readonly root: string
  readonly file: string
  readonly logged: string[]
  readonly write: (text: string | Uint8Array, name?: string) => void
  readonly read: (name?: string) => string
}

/** Makes such a home. Its environment has nothing of the person who runs the tests. */
export function configurationHome(text?: string, environment: NodeJS.ProcessEnv = {}): ConfigurationHome {
  const root = path.join(temporaryFolder('configuration'), 'home')
  const home = homeAt(root)
  prepareHome(home)
  mkdirSync(path.join(root, '..', 'person'))
  const logged: string[] = []
  const write = (content: string | Uint8Array, name = 'backup_schedule.json') => writeFileSync(path.join(root, name), content)
  if (text !== undefined) write(text)
  return {
    root,
    home,
    file: path.join(root, 'backup_schedule.json'),
    logged,
    ports: { environment: { HOME: path.join(root, '..', 'person'), ...environment }, log: (line) => logged.push(line), randomBytes },
    write,
    read: (name = 'backup_schedule.json') => readFileSync(path.join(root, name), 'utf8'),
  }
}

/** SHA-256 in hexadecimal. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}
