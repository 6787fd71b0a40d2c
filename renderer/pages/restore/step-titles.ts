import { steps, type WizardState } from './wizard-state.ts'

/** What a step is called, in its heading and in the trail. Pure. */
export function stepTitle({ step, need, file }: Pick<WizardState, 'step' | 'need' | 'file'>): string {
  switch (step) {
    case 'start':
      return 'What happened?'
    case 'from':
      if (need === 'machine') return 'Which vaults, as of when?'
      if (need === 'agent') return 'Which agent?'
      if (need === 'time') return 'Back to when?'
      return file === null ? 'Find the file' : 'Choose a version'
    case 'what':
      return 'Choose files and folders'
    case 'where':
      return 'Where to?'
    case 'run':
      return 'The restore'
  }
}

/** The steps on the way to the one that is shown, itself included: those that a person can go back to. Pure. */
export function trailOf(state: WizardState): readonly WizardState[] {
  const { step, need, paths, file } = state
  const skipsWhat = need === 'machine' || need === 'agent' || file !== null || (step !== 'what' && paths.includes(''))
  const until = steps.indexOf(step)
  return steps
    .slice(0, until + 1)
    .filter((one) => one === step || one !== 'what' || !skipsWhat)
    .map((one) => (one === 'start' ? { ...state, step: one, need: null } : { ...state, step: one, jobs: one === 'run' ? state.jobs : [] }))
}
