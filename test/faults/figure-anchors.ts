/** What the figures of other tests are held against, by their names: what others make public of the same. */
export const anchors: Readonly<Record<string, string>> = {
  'agent-recovery-killed': 'no peer brings agents back',
  'bit-flips': 'restic `check` without `--read-data` missed 3 of 21 damaged packs',
  'snapshots-deleted': 'restic `check --read-data` told 0 of 7 deleted snapshots',
  'restores-killed': 'restic leaves files of the right size with wrong bytes (1 of 29)',
  suspended: 'restic alone: 1 of 4 such backups ended with exit code 0 over a damaged repository',
  'preview-is-result': 'Duplicacy, node-tar and rsync wrote outside of the target within this year',
  'undo-exact': 'no peer takes a restore back',
  'retention-against-restic': 'no public test of it found',
  'failing-backup': "SQLite's method; no peer does it",
  'lines-cut': 'no public test of it found',
}
