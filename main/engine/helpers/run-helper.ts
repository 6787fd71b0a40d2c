/** The helpers that answer one question: each is a file beside this one, `<name>-helper.ts`. */
type HelperName = 'keychain' | 'configuration'

/** A question to a helper process. It travels through a pipe, never in arguments or variables, which every program of the same user can read. */
type HelperTask = {
  readonly name: HelperName
  /** Anything that JSON can carry. */
  readonly question: unknown
  /** All of the helper's environment. */
  readonly environment: NodeJS.ProcessEnv
  /** How long it may take before it is ended by force, in ms. */
  readonly cap?: number
}

/** How a helper ended. `why` is the end of a sentence about it. */
export type HelperEnd =
  | { readonly ended: 'answered'; readonly answer: unknown }
  | { readonly ended: 'not-started'; readonly why: string }
  | { readonly ended: 'without-answer'; readonly why: string }
  | { readonly ended: 'too-late' }

/**
 * Runs a helper in a process of its own until it has answered: with `node:child_process` where Node runs us (run-with-node.ts), as a `utilityProcess` in
 * Electron, whose program runs no scripts. Never rejects.
 */
export type RunHelper = (task: HelperTask) => Promise<HelperEnd>
