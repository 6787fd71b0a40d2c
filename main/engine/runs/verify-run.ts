import { existsSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../../contract/problem.ts'
import type { VerificationReport } from '../../contract/verification-report.ts'
import type { Core, RunHost } from '../core.ts'
import { removeTreeSync } from '../home/remove-tree.ts'
import { forgetUnread } from '../index/forget-unread.ts'
import { ownMark } from '../own/own-mark.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { repositoryLock } from '../repositories/repository-place.ts'
import { removeStaleLocks } from '../repositories/stale-locks.ts'
import { selectionOfSnapshot } from '../selection/selection-of.ts'
import { knownRepository, knownSnapshots, knownVaults, newestSnapshot, verifiedBackupCount } from '../state/queries.ts'
import { compareLedger } from '../verify/compare-ledger.ts'
import { type Damage, damageProblem, findDamage } from '../verify/damage.ts'
import { noteGone } from '../verify/note-vanished.ts'
import { readBackBudget } from '../verify/plan-read-back.ts'
import { putSnapshotsAside } from '../verify/put-snapshots-aside.ts'
import { vanishedProblem } from '../verify/vanished-problem.ts'
import { verifySnapshot } from '../verify/verify-snapshot.ts'
import { type BackupRequest, backup } from './backup-run.ts'
import { includedOf } from './plan-run.ts'
import { type EndedRun, type Ending, recordRun } from './record-run.ts'
import { recover } from './recover.ts'
import { seeSnapshots } from './see-snapshots.ts'
import { underLock } from './under-lock.ts'

/** What a verification has to show: the repository as a whole, and each vault's newest snapshot against the disk. */
export type VerifyResult = {
  readonly repository: string
  readonly snapshots: number
  readonly damage: Damage | null
  readonly vanished: readonly string[]
  readonly vaults: readonly {
    readonly vault: string
    readonly name: string
    readonly snapshot: string
    readonly label: string | null
    readonly report: VerificationReport | null
  }[]
}

/**
 * Proves the repository: reads every byte of it, holds the ledger against it, and compares each vault's newest snapshot with what is on disk.
 * Damage is told by the names of the files that lie in it.
 */
export async function verify(core: Core, repository: string, host: RunHost): Promise<EndedRun<VerifyResult>> {
  return withRepository(core, repository, 'verify', 'verifying the backups', host, async (opened, run) => {
    await seeSnapshots(core, opened, host)
    // What a retention was about to remove when it was cut off is gone by our own doing.
    const ledger = knownSnapshots(core.state.database, opened.name).filter(({ removing, machine }) => removing === null && machine === null)
    const present = await opened.inside.snapshotIds()
    const { vanished } = compareLedger(
      ledger.map(({ id }) => id),
      present,
    )
    const news = await noteGone(core, opened.name, present)
    const damage = (await findDamage(core, opened, host)) ?? null
    if (damage === null && knownRepository(core.state.database, opened.name)?.damaged)
      await core.record({ event: 'repository.sound', repository: opened.name })
    if (damage === null) await forgetUnread(core, opened, host)
    const vaults = damage === null ? await compareVaults(core, opened, run, host) : []
    // What Vaultkeeper keeps of itself is proven with the rest, and told nowhere as a snapshot.
    const own = new Set(ledger.flatMap(({ id, safety }) => (safety === ownMark ? [id] : [])))
    const snapshots = present.filter((id) => !own.has(id)).length
    const result: VerifyResult = { repository: opened.name, snapshots, damage, vanished, vaults }
    const problem = verifyProblem(opened, result, news)
    return problem === undefined
      ? { verdict: 'done', warnings: [], result }
      : { verdict: 'not-verified', problem, warnings: damage?.files.map((file) => `Damaged: ${file.replace(/^\/+/, '')}`) ?? [], result }
  })
}

/**
 * Mends a damaged repository as far as that goes: the index is made anew, broken pack files are taken apart for what is sound in them, snapshots that nobody can
 * read are put aside, and every vault is read in full, which brings back lost content that is still on disk. Old snapshots heal with it. Then all of it is verified.
 */
export async function repair(core: Core, repository: string, host: RunHost): Promise<EndedRun<VerifyResult>> {
  // Only what this repository holds, or held until now: it does not become another place for the others.
  const vaults = knownVaults(core.state.database)
    .filter((vault) => newestSnapshot(core.state.database, repository, vault.id) !== undefined)
    .map((vault) => ({ ...vault, readings: readingsOf(core, repository, vault.id) }))
  const mended = await withRepository(core, repository, 'repair', 'repairing the repository', host, async (opened, run) => {
    const damage = await findDamage(core, opened, host)
    if (damage === undefined) return { verdict: 'done', warnings: [] }
    host.onProgress({ step: 'note', text: 'Making the index anew' })
    opened.done(await opened.restic.repairIndex(opened.target, {}, { signal: host.signal }).outcome)
    // One that is gone altogether is out of the index now, and nothing can be taken out of it.
    const packs = damage.packs.length === 0 ? [] : await packsThere(opened, damage.packs, host)
    if (packs.length > 0) await repairPacks(core, opened, packs, host)
    const warnings = await putSnapshotsAside(core, opened, run, damage.snapshots)
    for (const text of warnings) host.onProgress({ step: 'note', text })
    return { verdict: warnings.length === 0 ? 'done' : 'warnings', warnings }
  })
  if (mended.verdict !== 'done' && mended.verdict !== 'warnings') return mended
  let failed: EndedRun<VerifyResult> | undefined
  for (const { id, path, name, readings } of vaults) {
    if (!existsSync(path)) continue
    host.onProgress({ step: 'note', text: `Reading all of ${name} to bring back what was lost` })
    for (const of of readings) {
      const ended = await backup(core, { folder: path, vault: id, repository, force: true, ...of }, host)
      if (ended.verdict === 'cancelled') return { ...ended, kind: 'repair', result: undefined }
      // The others go on: each brings back what it still has.
      if (ended.verdict !== 'failed') continue
      failed ??= { ...ended, kind: 'repair', result: undefined }
      host.onProgress({ step: 'note', text: `${name}: ${ended.problem?.sentence ?? 'it could not be read'}` })
    }
  }
  const verified = await verify(core, repository, host)
  if (verified.verdict !== 'done') return verified
  // All that is there can be read, and yet it is not what it was meant to come to: nothing of that vault was brought back.
  return failed ?? { ...verified, verdict: mended.verdict, warnings: mended.warnings }
}

/**
 * How a vault is read anew for a repository: whole, or, where that holds nothing but what plans take by patterns, as those plans do. What they leave
 * out is not meant for that place.
 */
function readingsOf(core: Core, repository: string, vault: string): Pick<BackupRequest, 'include' | 'occasion' | 'verify'>[] {
  const ledger = knownSnapshots(core.state.database, repository).filter((one) => one.vault === vault && one.vanished === null)
  const readings: Pick<BackupRequest, 'include' | 'occasion' | 'verify'>[] = []
  for (const name of new Set(ledger.map(({ plan }) => plan))) {
    const plan = name === null ? undefined : core.settings.configuration?.plans[name]
    const include = plan?.sources.some((source) => source.vault === vault) ? includedOf(plan, vault) : null
    if (name === null || include === null) return [{ verify: false }]
    const occasion = { plan: name, kind: 'manual', due: null, trigger: 'manual', zone: core.ports.machine.zone() } as const
    readings.push({ include, occasion, verify: true })
  }
  return readings
}

async function withRepository(
  core: Core,
  repository: string,
  kind: 'verify' | 'repair',
  doing: string,
  host: RunHost,
  work: (opened: OpenRepository, run: string) => Promise<Ending<VerifyResult>>,
): Promise<EndedRun<VerifyResult>> {
  return recordRun<VerifyResult>(core, { kind, repository }, (run) =>
    underLock(core, repositoryLock(repository), doing, host, async () => {
      await recover(core, repository)
      const opened = await openRepository(core, repository, 'read', host)
      if (kind === 'repair') await removeStaleLocks(core, opened, host)
      return work(opened, run)
    }),
  )
}

async function compareVaults(core: Core, opened: OpenRepository, run: string, host: RunHost): Promise<VerifyResult['vaults']> {
  const compared: VerifyResult['vaults'][number][] = []
  for (const vault of knownVaults(core.state.database)) {
    const snapshot = newestSnapshot(core.state.database, opened.name, vault.id)
    if (snapshot === undefined) continue
    host.onProgress({ step: 'note', text: `Comparing ${vault.name} with its newest snapshot` })
    const made = { vault: vault.id, name: vault.name, snapshot: snapshot.id, label: snapshot.label }
    // A vault that is not there now (a drive, a deleted folder) says nothing against its backup; nor does one whose plan is no more.
    const selection = existsSync(vault.path) ? selectionOfSnapshot(core, vault, snapshot.plan) : undefined
    if (selection === undefined) {
      compared.push({ ...made, report: null })
      continue
    }
    const files = snapshot.files ?? 0
    // The moment from which on changes in the vault are no contradiction: when its backup began.
    const begun = Date.parse(snapshot.time)
    const report = await verifySnapshot(
      core,
      opened,
      {
        snapshot: snapshot.id,
        root: vault.path,
        selection,
        files,
        bytes: snapshot.bytes ?? 0,
        added: files,
        begun,
        since: 0,
        unreadable: new Set(),
        turn: verifiedBackupCount(core.state.database, opened.name, vault.id),
        budget: readBackBudget,
      },
      host,
    )
    await core.record({ event: 'run.verified', run, report })
    compared.push({ ...made, report })
  }
  return compared
}

function verifyProblem(opened: OpenRepository, { damage, vaults }: VerifyResult, news: readonly string[]): Problem | undefined {
  if (damage !== null) return damageProblem(opened, damage)
  if (news.length > 0) return vanishedProblem(news)
  const bad = vaults.find(({ report }) => report !== null && report.findingCount > 0)
  if (bad === undefined) return undefined
  const [first] = bad.report?.findings ?? []
  return {
    code: 'read-back-failed',
    sentence: `The newest snapshot of ${bad.name} does not hold what it should: ${first?.path}: ${first?.why}.`,
    remedy: 'Back the folder up again; if it stays, run: vaultkeeper verify --repair',
  }
}

async function packsThere(opened: OpenRepository, ids: readonly string[], host: RunHost): Promise<string[]> {
  const there = new Set(opened.done(await opened.restic.listPacks(opened.readTarget, {}, { signal: host.signal }).outcome))
  return ids.filter((id) => there.has(id))
}

async function repairPacks(core: Core, opened: OpenRepository, ids: readonly string[], host: RunHost): Promise<void> {
  host.onProgress({ step: 'note', text: `Taking what is sound out of ${ids.length} damaged ${ids.length === 1 ? 'pack' : 'packs'}` })
  // restic leaves copies of the broken packs in its working folder.
  const scratch = mkdtempSync(join(core.home.temporary, `${process.pid}-repair-`))
  try {
    opened.done(await opened.restic.repairPacks(opened.target, { ids: [...ids], cwd: scratch }, { signal: host.signal }).outcome)
  } finally {
    removeTreeSync(scratch)
  }
}
