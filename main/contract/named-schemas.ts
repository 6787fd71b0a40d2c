import { Problem } from './problem.ts'
import { OpenAnomaly } from './procedures/anomalies.ts'
import { EndedRun } from './procedures/ended-run.ts'
import { Entry } from './procedures/entry.ts'
import { FileComparison, FileDiff } from './procedures/file-diff.ts'
import { PlanHealth } from './procedures/health.ts'
import { Decision, KnownRun, Skip } from './procedures/history.ts'
import { Job } from './procedures/jobs.ts'
import { KnownSnapshot, ListedSnapshot } from './procedures/snapshots.ts'

/** Values of the contract that come up in many procedures: descriptions of it tell them once, by name. */
export const namedSchemas = {
  Decision,
  EndedRun,
  Entry,
  FileComparison,
  FileDiff,
  Job,
  KnownRun,
  KnownSnapshot,
  ListedSnapshot,
  OpenAnomaly,
  PlanHealth,
  Problem,
  Skip,
}
