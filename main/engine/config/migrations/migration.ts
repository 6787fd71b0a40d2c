import type { Node } from 'jsonc-parser'
import type { ValuePath } from '../positions.ts'

/** A piece of text that stands in the place of another. */
export type TextEdit = { readonly offset: number; readonly length: number; readonly content: string }

/**
 * Brings a file of one version up to the next by changing its text, so that comments and order stay. Must not depend on anything but the
 * file, and finds nothing to do in a file that it has been through. Numbered by the version that it starts from.
 */
export type Migration = {
  readonly from: number
  /** @returns the edits, and for what was moved where it was before */
  readonly plan: (root: Node) => { readonly edits: readonly TextEdit[]; readonly moved: readonly { from: ValuePath; to: ValuePath }[] }
}
