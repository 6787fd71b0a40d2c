/** Raised whenever the tables change: an index of another version is thrown away and made anew. */
export const indexVersion = 2

/**
 * Ordinals number the trees that are indexed. Each line of trees (same machine, same folders, about as many files) has a range of its own, so that
 * `first` and `last` of a version tell its line as well.
 */
export const ordinalsOfLine = 2 ** 21

/**
 * A version is one state of an entry, in all trees from `first` to `last`. One that holds as far as its line goes ends at an end of the line's range, so that
 * a tree that is added to a line costs rows for what changed only. Lines grow at both ends: the newest snapshot is indexed first, older ones after it.
 * `uid` and `gid` of a tree are those of all that is in it; nothing where it has several.
 *
 * Names are searched by their trigrams; SQLite keeps no second copy of them (contentless), so that whoever asks compares again.
 */
export const indexSchema = `
  CREATE TABLE line (
    id INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    paths TEXT NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE tree (
    ordinal INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    left_out INTEGER NOT NULL,
    uid INTEGER,
    gid INTEGER
  ) STRICT;
  CREATE TABLE snapshot (
    id TEXT PRIMARY KEY,
    time TEXT NOT NULL,
    instant REAL NOT NULL,
    host TEXT NOT NULL,
    paths TEXT NOT NULL,
    series TEXT NOT NULL,
    tree TEXT NOT NULL,
    files INTEGER,
    problem TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX snapshot_by_tree ON snapshot (tree);
  CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    parent INTEGER NOT NULL,
    name TEXT NOT NULL,
    twin INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX entry_by_place ON entry (parent, name, twin);
  CREATE VIRTUAL TABLE name_parts USING fts5 (name, content='', columnsize=0, detail=none, tokenize='trigram');
  CREATE TABLE version (
    entry INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    type INTEGER NOT NULL,
    size INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    nanos INTEGER NOT NULL,
    mode INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    content INTEGER NOT NULL,
    PRIMARY KEY (entry, first)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX version_begun ON version (first) WHERE first % ${ordinalsOfLine} <> 0;
  CREATE INDEX version_ended ON version (last) WHERE last % ${ordinalsOfLine} <> ${ordinalsOfLine - 1};
  CREATE TABLE content_number (next INTEGER NOT NULL) STRICT;
  INSERT INTO content_number VALUES (1);
`
