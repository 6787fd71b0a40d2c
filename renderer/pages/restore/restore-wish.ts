import type { OverwritePolicy } from '../../../main/contract/overwrite-policy.ts'
import type { WizardState } from './wizard-state.ts'

/** What is asked of `restores.preview` and `restores.start`, the same of both. */
export type Wish = {
  readonly snapshot: string
  readonly vault?: string
  readonly repository?: string
  readonly paths: readonly string[]
  readonly target: string | null
  readonly overwrite: OverwritePolicy
  readonly asItWas: boolean
  readonly special: boolean
}

/**
 * What a person wishes, in the contract's terms; `null` as long as the folder is missing. Pure.
 * @param goneFrom the folder of the vault where that is not there any more: it is made again
 */
export function restoreWish(state: WizardState, goneFrom: string | null): Wish | null {
  const { snapshot, vault, repository, place, folder, policy, special } = state
  if (snapshot === null || (place === 'folder' && folder.trim() === '')) return null
  const again = place !== 'folder' && goneFrom !== null
  const paths = state.paths.filter((path) => path !== '')
  return {
    snapshot,
    ...(vault === null ? {} : { vault }),
    ...(repository === null ? {} : { repository }),
    paths: state.paths.includes('') ? [] : paths,
    target: again ? goneFrom : place === 'folder' ? folder.trim() : null,
    overwrite: place === 'beside' ? 'keep-both' : policy,
    asItWas: again || (place === 'folder' && state.asItWas),
    special,
  }
}
