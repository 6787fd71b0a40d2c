import { hostname } from 'node:os'
import about from '../../../package.json' with { type: 'json' }
import type { Configuration } from '../../contract/configuration.ts'
import { smtpSecret } from '../../contract/smtp-secret.ts'
import type { Core } from '../core.ts'
import { describePlace, wayTo } from '../kit/kit-place.ts'
import { plansInto } from '../kit/vaults-to-get.ts'
import { needsOf } from '../repositories/reach/needs-of.ts'
import { placeOfRepository, repositoryNames } from '../repositories/repository-place.ts'
import { includedOf } from '../runs/plan-run.ts'
import { credentialName } from '../secrets/credential.ts'
import { personFolder } from '../setup/person-path.ts'
import { homeHost, type KnownVault, knownRepository, knownVaults } from '../state/queries.ts'
import { vaultsSaved } from '../state/recovery-queries.ts'
import { isInside } from '../vaults.ts'
import type { AgentFacts, RecoveryFacts, RepositoryFacts, VaultFacts } from './facts.ts'
import { inStartingOrder } from './in-starting-order.ts'
import { inFolder, newPlace } from './new-place.ts'

/** What the recovery document of this home is made from. */
export function gatherFacts(core: Core): RecoveryFacts {
  const { configuration } = core.settings
  const person = personFolder(core)
  const { platform } = process
  const saved = vaultsSaved(core.state.database)
  const vaults = vaultFacts(configuration, knownVaults(core.state.database), new Set(saved.map(({ vault }) => vault)), person, platform)
  const repositories = repositoryNames(core).flatMap((name) => {
    const there = new Set(saved.filter(({ repository }) => repository === name).map(({ vault }) => vault))
    const facts = repositoryFacts(core, name, vaults, there, person)
    return facts === null ? [] : [facts]
  })
  return {
    version: about.version,
    host: homeHost(core.state.database) ?? hostname(),
    platform,
    repositories: nearestFirst(repositories),
    vaults,
    agents: agentFacts(configuration, vaults, person, platform),
    secrets:
      configuration?.notifications.email?.user === undefined
        ? []
        : [
            {
              name: smtpSecret,
              what: `the password of ${configuration.notifications.email.user} at ${configuration.notifications.email.smtp}`,
            },
          ],
  }
}

/** Drives, then servers, then what is lost with this computer; else in their order. Pure. */
function nearestFirst(repositories: readonly RepositoryFacts[]): RepositoryFacts[] {
  const far = ({ onThisComputer, folder }: RepositoryFacts) => (onThisComputer ? 2 : folder === null ? 1 : 0)
  return [...repositories].sort((one, other) => far(one) - far(other))
}

/** `null` for one that nothing goes to and that nothing is in. */
function repositoryFacts(
  core: Core,
  name: string,
  vaults: readonly VaultFacts[],
  there: ReadonlySet<string>,
  person: string,
): RepositoryFacts | null {
  const { configuration } = core.settings
  const configured = configuration?.repositories[name]
  const known = knownRepository(core.state.database, name)
  const saved = vaults.flatMap(({ id }) => {
    const plans = plansInto(configuration, name, id)
    return plans.whole.length + plans.parts.length > 0 || there.has(id) ? [{ vault: id, ...plans }] : []
  })
  if (saved.length === 0 || (configured === undefined && known === undefined)) return null
  const place = placeOfRepository(core, name, known)
  const needs = configured === undefined ? [] : needsOf(configured, { platform: process.platform })
  return {
    name,
    words: describePlace(core, name, place),
    folder: place.remote ? null : newPlace(place.location, person, process.platform),
    onThisComputer: !place.remote && isInside(place.location, core.home.root),
    mirrorOf: configured?.mirror?.of ?? null,
    enabled: configured?.enabled !== false,
    way: wayTo(core, name, place.location),
    vaults: saved,
    secrets: needs.map(({ part, label }) => ({ name: credentialName(name, part), label })),
  }
}

function vaultFacts(
  configuration: Configuration | null,
  known: readonly KnownVault[],
  saved: ReadonlySet<string>,
  person: string,
  platform: NodeJS.Platform,
): VaultFacts[] {
  const configured = Object.entries(configuration?.vaults ?? {}).map(([id, { name, path, exclude }]) => ({ id, name, path, exclude }))
  const others = known.filter(({ id }) => saved.has(id) && !configured.some((one) => one.id === id)).map((one) => ({ ...one, exclude: [] }))
  const all = [...configured, ...others].sort((one, other) => one.path.length - other.path.length)
  return all.map(({ id, name, path, exclude }) => {
    const holders = all.filter((one) => one.id !== id && one.path !== path && inFolder(path, one.path, platform) !== null)
    const plans = Object.values(configuration?.plans ?? {}).filter(({ sources }) => sources.some((source) => source.vault === id))
    const included = plans.map((plan) => includedOf(plan, id))
    // The home folder is there before anything is brought back, and so is what holds it.
    const holdsHome = inFolder(person, path, platform) !== null
    return {
      id,
      name,
      path,
      to: holdsHome ? { from: 'home', path: `brought-back/${id}` } : newPlace(path, person, platform),
      toItsPlace: !holdsHome,
      inside: holders.at(-1)?.id ?? null,
      exclude,
      only: included.length === 0 || included.includes(null) ? null : [...new Set(included.flatMap((patterns) => patterns ?? []))],
    }
  })
}

function agentFacts(
  configuration: Configuration | null,
  vaults: readonly VaultFacts[],
  person: string,
  platform: NodeJS.Platform,
): AgentFacts[] {
  const agents = configuration?.agents ?? {}
  return inStartingOrder(agents).flatMap((name) => {
    const agent = agents[name]
    if (agent === undefined) return []
    const { path, start, dependsOn, preserve } = agent
    const vault = vaults.findLast((one) => inFolder(path, one.path, platform) !== null)?.id ?? null
    return [{ name, path, at: newPlace(path, person, platform), vault, start, dependsOn, preserve }]
  })
}
