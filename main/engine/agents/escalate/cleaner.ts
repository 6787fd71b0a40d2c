import { homedir } from 'node:os'
import type { Core } from '../../core.ts'
import { saysSecret } from '../../guard/says-secret.ts'
import { createRedactor } from '../../secrets/redact.ts'
import type { Agent } from '../agent-named.ts'
import { withoutSecrets } from './without-secrets.ts'

/**
 * Makes what goes into a bundle fit for others' eyes: without the secrets that we know, those that agents are started with, and what has the form of one; the person's own
 * folder is `~`.
 */
export function cleanerFor(
  { redactor, ports }: Pick<Core, 'redactor' | 'ports'>,
  agents: readonly Pick<Agent, 'environment'>[],
): (text: string) => string {
  const ofAgents = createRedactor()
  for (const { environment } of agents)
    for (const [name, value] of Object.entries(environment)) if (isPerhapsSecret(name, value)) ofAgents.add(value)
  const person = ports.environment['HOME'] ?? ports.environment['USERPROFILE'] ?? homedir()
  return (text) => withShortPaths(withoutSecrets(ofAgents.redact(redactor.redact(text))), person)
}

/** Whether a variable may hold a secret: whatever is no plain word, number or place. Pure. */
export function isPerhapsSecret(name: string, value: string): boolean {
  if (saysSecret(name) !== null) return true
  if (value.length < 8) return false
  return !/^(?:[a-z]+|[A-Z]+|[\d.:,-]+|[./~\\].*|[A-Za-z]:\\.*|https?:\/\/[^\s@?]+)$/s.test(value)
}

/** The person's folder as `~`, also as it stands in JSON. Pure. */
export function withShortPaths(text: string, person: string): string {
  const folder = person.replace(/[\\/]+$/, '')
  if (folder.length < 2) return text
  return [folder, folder.replaceAll('\\', '\\\\')].reduce(
    (clean, path) => clean.replace(new RegExp(`(?<![\\w.~-])${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.-])`, 'g'), '~'),
    text,
  )
}
