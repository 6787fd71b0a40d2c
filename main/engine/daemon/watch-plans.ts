import type { Core } from '../core.ts'
import { realOrSame } from '../machine/real-or-same.ts'
import { includedOf } from '../runs/plan-run.ts'
import type { Scheduler } from '../schedule/scheduler.ts'
import { selectionOf } from '../selection/selection-of.ts'
import type { Takes } from '../watch/read-folder.ts'
import { takesOf } from '../watch/takes-of.ts'
import { type VaultWatch, watchVault } from '../watch/watch-vault.ts'

/** The watches over the vaults of plans on change. */
export type PlanWatches = {
  /**
   * Sets them anew for the configuration that is in force; those that stay the same stay. A run is asked for when a watch is set: what changed while
   * nobody watched is found by it.
   */
  readonly renew: () => void
  readonly close: () => void
}

type Watched = { readonly plan: string; readonly vault: string; readonly repositories: readonly string[]; readonly what: string }

/** Watches what plans on change are about, and asks the scheduler for a run when it changes. */
export function watchPlans(core: Core, scheduler: Pick<Scheduler, 'request' | 'tick'>): PlanWatches {
  const open = new Map<string, VaultWatch>()
  const request = ({ plan, vault, repositories }: Watched) => {
    for (const repository of repositories) scheduler.request({ plan, repository, vaults: [vault], due: null, trigger: 'change' })
    void scheduler.tick().catch((error: unknown) => core.ports.log(core.redactor.redact(`schedule: ${String(error)}`)))
  }
  const renew = () => {
    const wanted = new Map(watchedPlans(core).map((one) => [one.what, one]))
    for (const [what, watch] of open)
      if (!wanted.has(what)) {
        watch.close()
        open.delete(what)
      }
    for (const [what, watched] of wanted) {
      if (open.has(what)) continue
      const watch = watchOne(core, watched, () => request(watched))
      open.set(what, watch)
      void watch.ready.then(() => open.get(what) === watch && request(watched))
    }
  }
  return {
    renew,
    close: () => {
      for (const watch of open.values()) watch.close()
      open.clear()
    },
  }
}

function watchedPlans(core: Core): Watched[] {
  const { plans = {}, vaults = {}, repositories: places = {} } = core.settings.configuration ?? {}
  return Object.entries(plans).flatMap(([plan, configured]) => {
    if (configured.kind !== 'on-change' || !configured.enabled) return []
    const repositories = configured.repositories.filter((name) => places[name]?.enabled !== false)
    return [...new Set(configured.sources.map(({ vault }) => vault))].map((vault) => {
      const { path, exclude } = vaults[vault] ?? {}
      const { debounce, atMostEvery } = configured
      const what = JSON.stringify([plan, vault, path, exclude, includedOf(configured, vault), repositories, debounce, atMostEvery])
      return { plan, vault, repositories, what }
    })
  })
}

function watchOne(core: Core, { plan, vault }: Watched, onChange: () => void): VaultWatch {
  const { plans, vaults } = core.settings.configuration ?? {}
  const configured = plans?.[plan]
  const { path = '', exclude = [] } = vaults?.[vault] ?? {}
  const include = configured ? includedOf(configured, vault) : null
  let takes: Takes = () => false
  return watchVault({
    // As it is configured: where a link in it leads elsewhere one day, that is the vault from then on.
    root: path,
    takes: (name, isFolder) => takes(name, isFolder),
    // Our home is left out by where it really lies, in one disk perhaps and not in the next.
    onFound: () => {
      const real = realOrSame(path)
      takes = takesOf(selectionOf(core, { id: vault, name: vault, path: real, exclude }, include), real)
    },
    debounce: configured?.debounce ?? 2_000,
    atMostEvery: configured?.atMostEvery ?? 10_000,
    clock: core.ports.clock,
    onChange,
    onLimited: (why) =>
      void core.record({ event: 'watch.limited', plan, vault, why }).catch((error: unknown) => core.ports.log(String(error))),
  })
}
