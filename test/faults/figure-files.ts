/**
 * Tests of many cases that stand in the report of the fault suite: its long form runs each of these files with `VAULTKEEPER_LONG=1`, and gathers what they note
 * with `noteFigure`. One line each, in the order of the report.
 */
export const figureFiles: readonly string[] = [
  'test/engine/verify/damage-found.test.ts',
  'test/engine/schedule/simulated-year.test.ts',
  'test/engine/anomalies/scenarios.test.ts',
  'test/e2e/servers/attacker.test.ts',
  'test/engine/retention/against-restic.test.ts',
  'test/engine/restore/preview.test.ts',
  'test/engine/restore/undo.test.ts',
  'test/engine/restore/links.test.ts',
  'test/e2e/undo-killed.test.ts',
  'test/e2e/network/cuts.test.ts',
  'test/engine/agents/recover/kill-recovery.test.ts',
  'test/engine/drill/killed.test.ts',
  'test/engine/index/crash.test.ts',
  'test/engine/index/matches-restic.test.ts',
  'test/engine/overview/agrees-with-status.test.ts',
  'test/e2e/suspended.test.ts',
  'test/e2e/several-at-once.test.ts',
  'test/engine/failing/backup.test.ts',
  'test/engine/failing/configuration.test.ts',
  'test/engine/failing/restore.test.ts',
  'test/engine/failing/rebuild.test.ts',
  'test/engine/config/fuzz-configuration.test.ts',
  'test/engine/state/fuzz-records.test.ts',
  'test/engine/procedures/fuzz-procedures.test.ts',
  'test/headless/server/hostile-requests.test.ts',
  'test/engine/hostile-answers.test.ts',
]
