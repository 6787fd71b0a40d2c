import type { DatabaseSync } from 'node:sqlite'
import { rows } from './queries.ts'

/** What is known of a repository's emergency kit. Times are RFC 3339 texts. */
export type KnownKit = {
  /** When its password was shown last. */
  readonly shown: string | null
  /** When a person last proved to have it. */
  readonly checked: string | null
  /** When it was last printed or saved. */
  readonly made: string | null
  /** The fingerprint of where that one leads, see kit-facts.ts. */
  readonly facts: string | null
  /** Since when it has a password that opens nothing any more. */
  readonly outdated: string | null
  /** The key that its password opens; `null` as long as that was not changed since there is a kit. */
  readonly key: string | null
}

/** The kit of one repository. */
export function knownKit(database: DatabaseSync, repository: string): KnownKit {
  const row = rows(database, 'SELECT shown, checked, made, facts, outdated, key FROM kits WHERE repository = ?', repository)[0]
  const text = (column: keyof KnownKit) => (row?.[column] as string | null | undefined) ?? null
  return {
    ...{ shown: text('shown'), checked: text('checked'), made: text('made') },
    ...{ facts: text('facts'), outdated: text('outdated'), key: text('key') },
  }
}

/** When something was first stored in a repository by a run of ours, RFC 3339; `null` before that. */
export function firstStored(database: DatabaseSync, repository: string): string | null {
  const first = (kind: 'backup' | 'copy') => {
    const sql = `SELECT ended FROM runs WHERE kind = ? AND repository = ? AND verdict IN ('done', 'warnings', 'not-verified') ORDER BY seq LIMIT 1`
    return rows(database, sql, kind, repository).map(({ ended }) => String(ended))
  }
  return [...first('backup'), ...first('copy')].toSorted()[0] ?? null
}
