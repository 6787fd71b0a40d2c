import type { KitWay } from '../kit/kit-way.ts'
import type { PlansOfVault } from '../kit/vaults-to-get.ts'
import type { NewPlace } from './shell.ts'

/** A vault that is saved in a repository. */
type SavedVault = PlansOfVault & { readonly vault: string }

/** A repository, and how plain restic gets there. */
export type RepositoryFacts = {
  readonly name: string
  /** Where it is, as a person would say it. */
  readonly words: string
  /** A folder, on a drive or on this computer; its place is written as `folder`. */
  readonly folder: NewPlace | null
  /** Inside the folder of Vaultkeeper itself: lost with this computer. */
  readonly onThisComputer: boolean
  /** The repository that this one is filled from. */
  readonly mirrorOf: string | null
  readonly enabled: boolean
  readonly way: KitWay
  readonly vaults: readonly SavedVault[]
  /** What its place asks for besides the password, by name. */
  readonly secrets: readonly { readonly name: string; readonly label: string }[]
}

/** A vault, and where it goes on a new machine. */
export type VaultFacts = {
  readonly id: string
  readonly name: string
  /** Where it is on this machine. */
  readonly path: string
  readonly to: NewPlace
  /** Whether `to` is where it was: not for the home folder as a whole, which is there already. */
  readonly toItsPlace: boolean
  /** The nearest vault that holds its folder. */
  readonly inside: string | null
  readonly exclude: readonly string[]
  /** The patterns that are taken of it, where no plan takes it whole. */
  readonly only: readonly string[] | null
}

/** An agent, in the order in which agents are started. */
export type AgentFacts = {
  readonly name: string
  readonly path: string
  readonly at: NewPlace
  /** The vault that holds its folder. */
  readonly vault: string | null
  readonly start: readonly string[]
  readonly dependsOn: readonly string[]
  readonly preserve: readonly string[]
}

/** All that the recovery document is made from: nothing of it changes by itself, and none of it is secret. */
export type RecoveryFacts = {
  readonly version: string
  readonly host: string
  readonly platform: NodeJS.Platform
  /** The nearest first. */
  readonly repositories: readonly RepositoryFacts[]
  /** Those that hold others first. */
  readonly vaults: readonly VaultFacts[]
  readonly agents: readonly AgentFacts[]
  /** Secrets of other things than repositories, which have to be given anew. */
  readonly secrets: readonly { readonly name: string; readonly what: string }[]
}
