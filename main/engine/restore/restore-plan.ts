import type { RestoreOptions } from 'restic-wrapper'
import type { RestorePreview } from './restore-preview.ts'

/** One call of restic's restore. `at` is where its root lies, relative to the target: '' or a path without slashes at its ends. */
export type RestoreCall = Pick<RestoreOptions, 'snapshot' | 'includes' | 'excludes'> & { readonly at: string }

/** What a restore is going to do, and how. */
export type RestorePlan = {
  readonly preview: RestorePreview
  readonly calls: readonly RestoreCall[]
  /** Folders above what is restored that are not there yet and will be made, the upper ones first: relative to the target, as shown. */
  readonly madeFolders: readonly string[]
  /** Files that must lose their setuid and setgid bits once they are there: relative to the target, as shown. */
  readonly unprivileged: readonly string[]
  /** Folders that restic writes into, where an ordinary person restores: relative to the target, as shown. */
  readonly folders: readonly string[]
  /** Files to be overwritten that have other names as well: absolute, one character per byte. */
  readonly toPart: readonly string[]
}
