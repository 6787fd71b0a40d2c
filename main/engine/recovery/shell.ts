import type { PlansOfVault } from '../kit/vaults-to-get.ts'

/** A folder on a new machine: seen from the home folder of whoever is logged in there (`~`), or as it was. */
export type NewPlace = { readonly from: 'home' | 'root'; readonly path: string }

/** What of a repository is brought back to where. */
type Bringing = PlansOfVault & {
  /** The tag that all of its snapshots bear: `vault:notes`. */
  readonly tag: string
  readonly to: NewPlace
  /** The folder of another vault that holds this one, and was brought back before. */
  readonly inside: NewPlace | null
}

/**
 * How the commands of the document are written for one shell. Each answers lines that can be pasted there, whatever the names in them are: no line of it begins or
 * ends a block of Markdown.
 */
export type Shell = {
  /** What the blocks of Markdown are called. */
  readonly language: 'sh' | 'powershell'
  readonly called: string
  /** What all other commands need. @param machine the name under which the snapshots were made */
  readonly prepare: (machine: string) => readonly string[]
  /** Asks for a secret, without showing it. The shell takes what is pasted behind it for the answer, so it is to be the last line of its block. */
  readonly ask: (variable: string, question: string) => string
  readonly set: (variable: string, value: string) => string
  /** From now on `backups` is restic with this repository. */
  readonly openRepository: (location: string | NewPlace, flags: readonly string[]) => string
  readonly list: string
  readonly bringBack: (what: Bringing) => string
  readonly check: string
  /** Starts a program in a folder, and does not wait for its end. */
  readonly start: (folder: NewPlace, command: readonly string[]) => string
  readonly place: (place: NewPlace) => string
  readonly word: (text: string) => string
}
