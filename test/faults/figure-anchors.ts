const sqlite = "SQLite's method, for its own calls; no peer's tests do it"
const unpublished = 'no public test of it found'

/** What the figures of other tests are held against, by their names: what others make public of the same. */
export const anchors: Readonly<Record<string, string>> = {
  'bit-flips': 'restic `check` without `--read-data` missed 3 of 21 damaged packs',
  'snapshots-deleted': 'restic `check --read-data` told 0 of 7 deleted snapshots',
  'restores-killed': 'restic leaves files of the right size with wrong bytes (1 of 29)',
  suspended: 'restic alone: 1 of 4 such backups ended with exit code 0 over a damaged repository',
  'simulated-years': "Kopia's endurance test: two weeks",
  'preview-is-result': 'Duplicacy, node-tar and rsync wrote outside of the target within this year',
  'swapped-folders': 'Duplicacy, node-tar and rsync wrote outside of the target within this year',
  'undo-exact': 'no peer takes a restore back',
  'agent-recovery-killed': 'no peer brings agents back',
  'anomalies-missed': 'restic has no such question',
  'anomalies-false': 'restic has no such question',
  'append-only-attacks': 'restic documents the attack; no public test of it found',
  'retention-against-restic': unpublished,
  'lines-cut': unpublished,
  'mutated-configurations': unpublished,
  'mutated-outputs': "restic's one fuzz target reads its own blobs",
  'hostile-requests': unpublished,
  'hostile-calls': unpublished,
  'failing-backup': sqlite,
  'failing-configuration': sqlite,
  'failing-migration': sqlite,
  'failing-restore': sqlite,
  'failing-restore-new': sqlite,
  'failing-index': sqlite,
  'failing-state': sqlite,
}
