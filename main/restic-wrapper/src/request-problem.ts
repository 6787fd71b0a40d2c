import type { Plan } from './commands/plan.ts'
import { passwordProblem } from './process/password.ts'
import { createRedactor, type Redact, secretsOfEnvironment, secretsOfLocation } from './process/redact.ts'
import type { Repository } from './repository.ts'
import type { ResticSettings } from './settings.ts'

/** Why a call is refused before anything is run. */
export type RequestProblem = { readonly reason: 'usage' | 'bad-password'; readonly message: string }

/** Looks a call over. `undefined`: nothing is wrong with it. */
export function problemWith(
  plan: Plan<never, unknown> | Plan<unknown, unknown>,
  repositories: readonly Repository[],
): RequestProblem | undefined {
  if (plan.refusal !== undefined) return { reason: 'usage', message: plan.refusal }
  for (const repository of repositories) {
    const problem = locationProblem(repository.location)
    if (problem) return { reason: 'usage', message: problem }
    const password = passwordProblem(repository.password)
    if (password) return { reason: 'bad-password', message: password }
  }
  for (const secret of plan.secrets ?? []) {
    const problem = passwordProblem({ from: 'value', value: secret.content })
    if (problem) return { reason: 'bad-password', message: `new password: ${problem}` }
  }
  const [destination, source] = repositories
  const clash = source && destination && clashOf(destination, source)
  if (clash) return { reason: 'usage', message: `both repositories set ${clash}, to different values: one restic cannot have both` }
  return undefined
}

/**
 * A variable, a file or an option that two repositories need otherwise, or `undefined`: what one restic is told, it takes for both. For two of the same kind that
 * includes what only one of them needs: the keys of the one would be shown to the server of the other.
 * @see https://restic.readthedocs.io/en/stable/045_working_with_repos.html#copying-snapshots-between-repositories
 */
export function clashOf(destination: Repository, source: Repository): string | undefined {
  const kind = kindOf(destination.location)
  const alike = kind !== undefined && kind === kindOf(source.location)
  for (const part of ['environment', 'secretFiles', 'options'] as const) {
    const [one, other] = [destination[part] ?? {}, source[part] ?? {}]
    const names = Object.keys({ ...one, ...other }).filter((name) => !harmless.test(name))
    const clash = names.find((name) => one[name] !== other[name] && (alike || (name in one && name in other)))
    if (clash) return clash
  }
  return crossing(destination, source) ?? crossing(source, destination)
}

/** Of numbers of connections the smaller one will do for both; a project is only named to make a bucket. */
const harmless = /\.connections$|^GOOGLE_PROJECT_ID$/

/** A variable that is a value for the one and names a file for the other. */
function crossing(one: Repository, other: Repository): string | undefined {
  return Object.keys(one.environment ?? {}).find((name) => name in (other.secretFiles ?? {}))
}

/** `s3`, `rest`, ...; `undefined` for a folder. */
function kindOf(location: string): string | undefined {
  return /^([a-z0-9]{2,}):/.exec(location)?.[1]
}

/** restic takes an empty location file for the current folder, and trims what it reads from one. */
function locationProblem(location: string): string | undefined {
  if (location.trim() === '') return 'the location of the repository is empty'
  if (/[\r\n\0]/.test(location)) return 'the location of the repository holds a line break or a NUL character'
  return undefined
}

/** A redactor for everything secret in a call. */
export function secretsOf(
  settings: ResticSettings,
  plan: { readonly secrets?: readonly { content: string }[] },
  repositories: readonly Repository[],
): Redact {
  return createRedactor([
    ...secretsOfEnvironment(settings.environment),
    ...(plan.secrets ?? []).map((secret) => secret.content),
    ...repositories.flatMap((repository) => [
      ...(repository.password.from === 'value' ? [repository.password.value] : []),
      ...secretsOfEnvironment(repository.environment),
      ...secretsOfLocation(repository.location),
      ...(repository.secrets ?? []),
    ]),
  ])
}
