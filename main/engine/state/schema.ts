/** Raised with every change of {@link stateSchema}: an older state is thrown away and made anew from the history. */
export const stateVersion = 1

/** Tables of the state. Times are RFC 3339 texts in UTC; everything is a fold over the history (apply-event.ts). Two processes may make them at once. */
export const stateSchema = `
CREATE TABLE IF NOT EXISTS cursor (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS home (id INTEGER PRIMARY KEY CHECK (id = 1), host TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS repositories (
  name TEXT PRIMARY KEY, id TEXT, location TEXT NOT NULL, fingerprint TEXT, password TEXT NOT NULL, damaged TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS vaults (id TEXT PRIMARY KEY, name TEXT NOT NULL, path TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS runs (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, kind TEXT NOT NULL, repository TEXT, vault TEXT, path TEXT, label TEXT, target TEXT, snapshot TEXT,
  pid INTEGER NOT NULL, processStart TEXT NOT NULL, started TEXT NOT NULL, ended TEXT, verdict TEXT, problem TEXT, warnings TEXT, counts TEXT, report TEXT, result TEXT,
  unchanged INTEGER, snapshot_ms REAL
) STRICT;
CREATE INDEX IF NOT EXISTS runs_by_vault ON runs (vault, seq);
CREATE INDEX IF NOT EXISTS runs_open ON runs (verdict) WHERE verdict IS NULL;
CREATE TABLE IF NOT EXISTS snapshots (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, repository TEXT NOT NULL, time TEXT NOT NULL, tree TEXT, vault TEXT, label TEXT, files INTEGER, bytes INTEGER,
  verified TEXT, vanished TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS snapshots_by_vault ON snapshots (repository, vault, seq);
`
