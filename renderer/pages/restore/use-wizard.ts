import { useCallback, useMemo } from 'react'
import { useHashQuery } from '../../shell/hash-location.ts'
import { readWizard, type WizardState, writeWizard } from './wizard-state.ts'

/** Changes what the wizard knows. A step for the way back, unless it is to `replace`. */
export type Go = (change: Partial<WizardState>, options?: { readonly replace?: boolean }) => void

/** What the wizard knows, and how to change it. It stands in the address and nowhere else. */
export function useWizard(): readonly [WizardState, Go] {
  const [query, change] = useHashQuery()
  const state = useMemo(() => readWizard(query), [query])
  const go = useCallback<Go>((what, options) => change(writeWizard({ ...state, ...what }), options), [state, change])
  return [state, go]
}

/** The address of the wizard in a state, for links. */
export function wizardAddress(state: WizardState): string {
  const query = writeWizard(state)
  return query === '' ? '#/restore' : `#/restore?${query}`
}
