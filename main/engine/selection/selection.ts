/** What of a vault is backed up. Patterns are relative to the vault and follow restic's rules. */
export type Selection = {
  readonly exclude: readonly string[]
  /** Only what one of these takes; `null`: everything. */
  readonly include: readonly string[] | null
  /** Real absolute paths that are left out with all that is below: our own home. */
  readonly leftOut: ReadonlySet<string>
}

/** Everything there is. */
export const everything: Selection = { exclude: [], include: null, leftOut: new Set() }
