import type { RestoreOptions } from 'restic-wrapper'
import type { RestorePreview } from './restore-preview.ts'

/** One call of restic's restore. `at` is where its root lies, relative to the target: '' or a path without slashes at its ends. */
export type RestoreCall = Pick<RestoreOptions, 'snapshot' | 'includes' | 'excludes'> & { readonly at: string }

/** What a restore is going to do, and how. To be closed. */
export type RestorePlan = {
  readonly preview: RestorePreview
  readonly calls: readonly RestoreCall[]
  /**
   * What is in the target and may be replaced or be given other metadata, each once, folders before their content: relative to the target, without
   * leading slash, one character per byte (latin1). A folder stands for itself, not for what is in it. With keep-both: nothing.
   */
  readonly touched: () => Iterable<string>
  readonly touchedCount: number
  /** Folders above what is restored that are not there yet and will be made, the upper ones first: relative to the target, as shown. */
  readonly madeFolders: readonly string[]
  /** Files that must lose their setuid and setgid bits once they are there: relative to the target, as shown. */
  readonly unprivileged: readonly string[]
  readonly close: () => void
}
