import { nothingSaid, steps, type WizardState } from './wizard-state.ts'

/** What a step is called, in its heading and in the trail. Pure. */
export function stepTitle({ step, need, file, query, agents }: Pick<WizardState, 'step' | 'need' | 'file' | 'query' | 'agents'>): string {
  switch (step) {
    case 'start':
      return 'What happened?'
    case 'from':
      if (need === 'machine') return 'Which vaults, as of when?'
      if (need === 'agent') return 'Which agent?'
      if (need === 'time') return 'Back to when?'
      if (file !== null) return `Versions of ${file.slice(file.lastIndexOf('/') + 1)}`
      return query === '' ? 'Find the file' : `Found for “${query}”`
    case 'what':
      return 'Choose files and folders'
    case 'where':
      return need === 'agent' && agents.length > 0 ? 'What it would do' : 'Where to?'
    case 'run':
      return need === 'agent' && agents.length > 0 ? 'On the way back' : 'The restore'
  }
}

/** The steps on the way to the one that is shown, itself included: those that a person can go back to. Pure. */
export function trailOf(state: WizardState): readonly WizardState[] {
  const { step, need, paths, file } = state
  const skipsWhat = need === 'machine' || need === 'agent' || file !== null || (step !== 'what' && paths.includes(''))
  return steps.slice(0, steps.indexOf(step) + 1).flatMap((one): readonly WizardState[] => {
    const then = { ...state, step: one, jobs: one === 'run' ? state.jobs : [] }
    if (one === 'start') return [{ ...nothingSaid }]
    if (one === 'what' && skipsWhat) return []
    // What was found stands before the versions of one of it.
    return one === 'from' && file !== null && state.query !== ''
      ? [{ ...then, file: null, snapshot: null, vault: null, repository: null, paths: [] }, then]
      : [then]
  })
}
