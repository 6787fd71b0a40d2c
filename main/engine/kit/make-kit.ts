import { hostname } from 'node:os'
import type { Kit } from '../../contract/procedures/kit.ts'
import type { Core, RunHost } from '../core.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { keyIds } from '../repositories/local-files.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { placeOfRepository, type RepositoryPlace } from '../repositories/repository-place.ts'
import { findRestic } from '../restic/find-restic.ts'
import { knownKit } from '../state/kits.ts'
import { homeHost, type KnownRepository, knownRepository, knownSnapshots, knownVaults } from '../state/queries.ts'
import { isInside } from '../vaults.ts'
import { comebackCommand } from './comeback-command.ts'
import { filledIn } from './kit-log-in.ts'
import { describePlace, placeFor, wayTo } from './kit-place.ts'
import { kitScript } from './kit-script.ts'
import { kitText, passwordBlank } from './kit-text.ts'
import { standingOfKit } from './list-kits.ts'
import { resticCommands } from './restic-commands.ts'
import { plansInto } from './vaults-to-get.ts'

/**
 * The emergency kit of a repository, without its password. Throws a problem for one that is yet to be made.
 * @param logIn what its server asks for, by variable, where that is to be on it
 */
export async function makeKit(core: Core, repository: string, host: RunHost, logIn: ReadonlyMap<string, string> = new Map()): Promise<Kit> {
  const known = kitRepository(core, repository)
  const place = placeFor(core, repository, known)
  const way = wayTo(core, repository, place.location)
  const { checked, key } = knownKit(core.state.database, repository)
  const { standing, sentence } = standingOfKit(core, known)
  const vaults = vaultsIn(core, repository)
  const found = await findRestic({
    environment: core.ports.environment,
    binDirectory: core.home.programs,
    bundled: core.ports.bundledRestic,
    progress: () => undefined,
    bring: false,
  })
  const commands = resticCommands({
    way,
    host: homeHost(core.state.database) ?? hostname(),
    vaults: vaults.map((vault) => ({ ...vault, ...plansInto(core.settings.configuration, repository, vault.id) })),
  })
  const about = {
    repository,
    place: describePlace(core, repository, place),
    location: way.location,
    onThisComputer: isInside(place.location, core.home.root),
    id: known.id,
    key,
    keys: await keysOf(core, repository, place, host),
    restic: found.ok ? found.restic.version : null,
    made: core.ports.clock.now().toISOString(),
    host: homeHost(core.state.database) ?? hostname(),
    kept: known.password,
    checked,
    showable: checked === null,
    vaults,
    steps: filledIn(commands, logIn).map((step) => ({ ...step, commands: [...step.commands] })),
    comeback: comebackCommand(core.settings.configuration?.repositories[repository], way, process.platform),
    standing,
    sentence,
  }
  const [{ kitCodes }, { kitHtml }] = await Promise.all([import('./kit-codes.ts'), import('./kit-html.ts')])
  const page = { ...about, codes: kitCodes(kitScript(about), 'Commands') }
  return { ...page, text: kitText(page), html: kitHtml(page, null), blank: passwordBlank }
}

/** A repository that was seen to exist. Throws a problem for one that was not. */
export function kitRepository(core: Core, repository: string): KnownRepository & { readonly id: string } {
  const known = knownRepository(core.state.database, repository)
  if (known?.id) return { ...known, id: known.id }
  placeOfRepository(core, repository, known)
  return fail(
    'kit-too-early',
    `The repository "${repository}" is not made yet, so there is nothing to get back from it.`,
    'Set it up first, or make a backup.',
  )
}

/** What is configured to go there, and what went there before. */
function vaultsIn(core: Core, repository: string): { id: string; name: string; path: string }[] {
  const { configuration } = core.settings
  const planned = Object.values(configuration?.plans ?? {}).filter(({ repositories }) => repositories.includes(repository))
  const ids = new Set(planned.flatMap(({ sources }) => sources.map(({ vault }) => vault)))
  const configured = Object.entries(configuration?.vaults ?? {}).filter(([id]) => ids.has(id))
  const { database } = core.state
  const saved = new Set(knownSnapshots(database, repository).map(({ vault }) => vault))
  const named = configured.map(([id, { name, path }]) => ({ id, name, path }))
  return [...named, ...knownVaults(database).filter(({ id }) => saved.has(id) && !ids.has(id))]
}

/** The ids of its keys, as restic shortens them. A folder shows them; a server is asked, and where it does not answer they are left out. */
async function keysOf(
  core: Core,
  repository: string,
  { location, remote }: Pick<RepositoryPlace, 'location' | 'remote'>,
  host: RunHost,
): Promise<string[]> {
  if (!remote) return keyIds(location).map((id) => id.slice(0, 8))
  try {
    const opened = await openRepository(core, repository, 'read', host)
    return opened
      .done(await opened.restic.keyList(opened.readTarget, {}, { signal: host.signal }).outcome)
      .map(({ id }) => id)
      .toSorted()
  } catch (error) {
    if (error instanceof ProblemError) return []
    throw error
  }
}
