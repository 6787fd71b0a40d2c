/** Under what the window remembers the job that makes the first backup by a plan. */
export function firstBackupKey(plan: string): string {
  return `vaultkeeper.first-backup.${plan}`
}
