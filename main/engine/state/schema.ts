/** Raised with every change of {@link stateSchema}: an older state is thrown away and made anew from the history. */
export const stateVersion = 29

/** Tables of the state. Times are RFC 3339 texts in UTC; everything is a fold over the history (apply-event.ts). Two processes may make them at once. */
export const stateSchema = `
CREATE TABLE IF NOT EXISTS cursor (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL, time TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS home (id INTEGER PRIMARY KEY CHECK (id = 1), host TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS repositories (
  name TEXT PRIMARY KEY, id TEXT, location TEXT NOT NULL, fingerprint TEXT, password TEXT NOT NULL, damaged TEXT, append_only TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS vaults (id TEXT PRIMARY KEY, name TEXT NOT NULL, path TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS former_vaults (id TEXT PRIMARY KEY, vault TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS runs (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, kind TEXT NOT NULL, repository TEXT, vault TEXT, path TEXT, label TEXT, target TEXT, snapshot TEXT,
  pid INTEGER NOT NULL, processStart TEXT NOT NULL, started TEXT NOT NULL, ended TEXT, verdict TEXT, problem TEXT, warnings TEXT, counts TEXT, report TEXT, result TEXT,
  unchanged INTEGER, snapshot_ms REAL, plan TEXT, due TEXT, trigger_ TEXT, ahead INTEGER NOT NULL DEFAULT 0, source TEXT, agent TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS runs_by_seq ON runs (seq);
CREATE INDEX IF NOT EXISTS runs_by_vault ON runs (vault, seq);
CREATE INDEX IF NOT EXISTS runs_by_lane ON runs (plan, repository, vault, due, seq);
CREATE INDEX IF NOT EXISTS runs_newest ON runs (vault, plan, repository, seq) WHERE kind = 'backup';
CREATE INDEX IF NOT EXISTS runs_ahead ON runs (plan, repository, vault, due) WHERE ahead = 1;
CREATE INDEX IF NOT EXISTS runs_by_kind ON runs (kind, repository, seq);
CREATE INDEX IF NOT EXISTS runs_by_agent ON runs (agent, seq) WHERE agent IS NOT NULL;
CREATE INDEX IF NOT EXISTS runs_open ON runs (verdict) WHERE verdict IS NULL;
CREATE TABLE IF NOT EXISTS snapshots (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, repository TEXT NOT NULL, time TEXT NOT NULL, tree TEXT, vault TEXT, label TEXT, files INTEGER, bytes INTEGER,
  verified TEXT, vanished TEXT, plan TEXT, due TEXT, removing TEXT, removed TEXT, pinned TEXT, host TEXT, safety TEXT, machine TEXT, original TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS snapshots_there ON snapshots (repository, seq, time) WHERE removed IS NULL;
CREATE INDEX IF NOT EXISTS snapshots_by_vault ON snapshots (repository, vault, seq);
CREATE INDEX IF NOT EXISTS snapshots_of_others ON snapshots (machine) WHERE machine IS NOT NULL;
CREATE TABLE IF NOT EXISTS looks (repository TEXT PRIMARY KEY, time TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS restores (
  run TEXT PRIMARY KEY, seq INTEGER NOT NULL, time TEXT NOT NULL, repository TEXT NOT NULL, snapshot TEXT NOT NULL, parts TEXT NOT NULL, target TEXT NOT NULL,
  policy TEXT NOT NULL, safety TEXT, undoable INTEGER NOT NULL, made INTEGER NOT NULL, continues TEXT, undoes TEXT, undone TEXT, finished TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS configuration (id INTEGER PRIMARY KEY CHECK (id = 1), hash TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS plans (
  plan TEXT NOT NULL, repository TEXT NOT NULL, schedule TEXT NOT NULL, zone TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY (plan, repository)
) STRICT;
CREATE TABLE IF NOT EXISTS skips (
  seq INTEGER PRIMARY KEY, time TEXT NOT NULL, plan TEXT NOT NULL, repository TEXT, first TEXT NOT NULL, last TEXT NOT NULL, count INTEGER NOT NULL, reason TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS skips_by_plan ON skips (plan, last);
CREATE TABLE IF NOT EXISTS pauses (plan TEXT PRIMARY KEY, until TEXT, by TEXT NOT NULL, since TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS anomalies (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, time TEXT NOT NULL, plan TEXT, vault TEXT NOT NULL, repository TEXT NOT NULL, snapshot TEXT, why TEXT NOT NULL, answer TEXT, by TEXT,
  code TEXT, against TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS judgements (snapshot TEXT PRIMARY KEY, anomaly TEXT, by TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS changes (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, time TEXT NOT NULL, plan TEXT NOT NULL, vault TEXT NOT NULL, repository TEXT NOT NULL, snapshot TEXT NOT NULL, against TEXT,
  hash TEXT NOT NULL, files TEXT NOT NULL, file_count INTEGER NOT NULL, decision TEXT, decided TEXT, by TEXT, safety TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS changes_by_lane ON changes (plan, vault, repository, seq);
CREATE TABLE IF NOT EXISTS decisions (
  seq INTEGER PRIMARY KEY, time TEXT NOT NULL, decision TEXT NOT NULL, by TEXT NOT NULL, subject TEXT, plan TEXT, vault TEXT, repository TEXT, until TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS news (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, time TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, remedy TEXT,
  plan TEXT, repository TEXT, code TEXT, carriers TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS news_by_subject ON news (subject, seq);
CREATE TABLE IF NOT EXISTS deliveries (
  news TEXT NOT NULL, carrier TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, time TEXT NOT NULL, why TEXT, PRIMARY KEY (news, carrier)
) STRICT;
CREATE TABLE IF NOT EXISTS password_changes (repository TEXT PRIMARY KEY, run TEXT NOT NULL, key TEXT NOT NULL, before TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS kits (repository TEXT PRIMARY KEY, shown TEXT, checked TEXT, made TEXT, facts TEXT, outdated TEXT, key TEXT) STRICT;
CREATE TABLE IF NOT EXISTS git_heads (
  vault TEXT NOT NULL, repository TEXT NOT NULL, remote TEXT NOT NULL, branch TEXT NOT NULL, head TEXT NOT NULL, PRIMARY KEY (vault, repository, remote, branch)
) STRICT;
CREATE TABLE IF NOT EXISTS git_looks (
  vault TEXT PRIMARY KEY, time TEXT NOT NULL, due TEXT, attempts INTEGER NOT NULL, verdict TEXT, code TEXT, ended TEXT, matters TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS watches (plan TEXT NOT NULL, vault TEXT NOT NULL, time TEXT NOT NULL, why TEXT NOT NULL, PRIMARY KEY (plan, vault)) STRICT;
CREATE TABLE IF NOT EXISTS agents (agent TEXT PRIMARY KEY, state TEXT NOT NULL, since TEXT NOT NULL, why TEXT NOT NULL, beat TEXT) STRICT;
CREATE TABLE IF NOT EXISTS agent_holds (agent TEXT PRIMARY KEY, until TEXT, by TEXT NOT NULL, since TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS agent_processes (
  seq INTEGER PRIMARY KEY, time TEXT NOT NULL, agent TEXT NOT NULL, run TEXT NOT NULL, pid INTEGER NOT NULL, process_start TEXT NOT NULL, log TEXT NOT NULL,
  ended TEXT, code INTEGER, signal TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS processes_by_agent ON agent_processes (agent, seq);
CREATE TABLE IF NOT EXISTS recoveries (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, time TEXT NOT NULL, levels TEXT NOT NULL, trigger_ TEXT NOT NULL, incomplete INTEGER NOT NULL, pid INTEGER NOT NULL,
  process_start TEXT NOT NULL, ended TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS recoveries_open ON recoveries (ended) WHERE ended IS NULL;
CREATE TABLE IF NOT EXISTS agent_recoveries (
  run TEXT PRIMARY KEY, seq INTEGER NOT NULL, agent TEXT NOT NULL, time TEXT NOT NULL, trigger_ TEXT NOT NULL, verdict TEXT, counts INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX IF NOT EXISTS recoveries_by_agent ON agent_recoveries (agent, seq);
CREATE TABLE IF NOT EXISTS recovery_steps (
  seq INTEGER PRIMARY KEY, time TEXT NOT NULL, run TEXT NOT NULL, recovery TEXT NOT NULL, agent TEXT NOT NULL, step TEXT NOT NULL, repository TEXT, snapshots TEXT,
  safety TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS steps_by_run ON recovery_steps (run, seq);
CREATE TABLE IF NOT EXISTS escalations (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, time TEXT NOT NULL, agent TEXT NOT NULL, run TEXT, recovery TEXT, problem TEXT NOT NULL, dependants TEXT NOT NULL,
  bundle TEXT NOT NULL, settled TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS escalations_by_agent ON escalations (agent, seq);
`
