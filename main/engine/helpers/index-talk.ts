import type { BundledRestic } from '../restic/bundled-restic.ts'
import type { KeychainAnswer, KeychainRequest } from '../secrets/keychain.ts'

/** What the helper that brings an index up to date is told. */
export type ToIndexHelper =
  /** Once, at first. `root` is the home. */
  | {
      readonly root: string
      readonly environment: Readonly<Record<string, string>>
      readonly bundledRestic: BundledRestic | undefined
      readonly repository: string
    }
  /** The answer to its question of that number. */
  | { readonly answers: number; readonly answer: KeychainAnswer }
  /** What it has added is kept. */
  | { readonly end: true }

/** What it tells. It cannot start a helper of its own for the keychain, so that it asks whoever started it. */
export type FromIndexHelper =
  | { readonly asks: number; readonly request: KeychainRequest }
  | { readonly log: string }
  /** `failed`: why it is not up to date, null when it is. */
  | { readonly over: true; readonly failed: string | null }
