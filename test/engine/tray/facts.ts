import type { Job } from '../../../main/contract/procedures/jobs.ts'
import type { Overview, ProblemCard, VaultOverview } from '../../../main/contract/procedures/overview.ts'
import type { TrayFacts } from '../../../main/engine/tray/gather-tray.ts'

/** A vault that was backed up at 11:00 and is due at 18:00, with what a test says otherwise. */
export function vaultWith(words: Partial<VaultOverview> = {}): VaultOverview {
  const { vault = 'notes', name = 'Notes' } = words
  return {
    vault,
    name,
    path: `/v/${vault}`,
    configured: true,
    state: 'protected',
    tone: 'good',
    why: '',
    plans: ['daily'],
    lastBackup: { time: '2026-11-21T11:00:00Z', snapshot: 's1', label: null, repository: 'drive' },
    readBack: null,
    proven: null,
    next: { time: '2026-11-21T18:00:00Z', plan: 'daily' },
    onChange: false,
    copies: [
      {
        repository: 'drive',
        location: '/r',
        place: 'another-disk',
        there: true,
        state: 'protected',
        lastGood: null,
        fresh: true,
        snapshots: 3,
        proven: null,
      },
    ],
    elsewhere: { state: 'fresh', lastGood: null, sentence: null },
    size: null,
    growth: null,
    anomaly: null,
    approvals: 0,
    runningSince: null,
    ...words,
  }
}

/** A problem that wants a person. */
export function problemWith(words: Partial<ProblemCard> = {}): ProblemCard {
  const nothing = {
    id: 'p',
    code: 'failed',
    sentence: 'It failed.',
    remedy: null,
    since: null,
    action: { kind: 'none' },
    also: [],
  } as const
  return { ...nothing, tone: 'bad', title: 'Backups into "drive" fail', ...words }
}

/** A backup that goes on. */
export function jobWith(words: Partial<Job> = {}): Job {
  const about = { id: 'j1', kind: 'backup', title: 'Backing up the plan daily', plan: 'daily', vault: null, repository: null } as const
  return { ...about, started: '2026-11-21T11:59:00Z', progress: null, notes: [], cancelling: false, ended: null, ...words }
}

/** Facts of a home with one vault that is protected, with what a test says otherwise. */
export function factsWith(words: Partial<Overview> = {}, jobs: readonly Job[] = []): TrayFacts {
  const overview: Overview = {
    answer: { tone: 'good', sentence: 'Notes is protected.' },
    problems: [],
    vaults: [vaultWith()],
    plans: [{ plan: 'daily', vaults: ['notes'] }],
    pauses: [],
    scheduled: true,
    doing: [],
    zone: 'UTC',
    ...words,
  }
  return { overview, jobs }
}
