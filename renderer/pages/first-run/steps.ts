/** The steps of the set-up, in their order. The last two come once something is made; there is no way back behind that. */
export const steps = ['welcome', 'vaults', 'place', 'when', 'password', 'kit', 'backup'] as const
/** See {@link steps}. */
export type Step = (typeof steps)[number]

/** What each step is about, as the title that is read when it opens. */
export const stepTitles: Readonly<Record<Step, string>> = {
  welcome: 'Backups that prove they can be had back',
  vaults: 'What is to be kept safe?',
  place: 'Where are the copies to be kept?',
  when: 'When are backups made?',
  password: 'The password',
  kit: 'Your emergency kit',
  backup: 'The first backup',
}

/** The step that an address names, or the one that a home in this state goes on with. Pure. */
export function stepOf(query: string, next: 'begin' | 'continue' | 'kit' | 'backup' | 'done'): Step | 'set-up' {
  const named = steps.find((step) => step === new URLSearchParams(query).get('step'))
  const made = next === 'kit' || next === 'backup' || next === 'done'
  if (named === 'kit' || named === 'backup') return made ? named : 'welcome'
  if (named !== undefined && !(made && next !== 'done')) return named
  if (next === 'kit' || next === 'backup') return next
  return next === 'done' ? 'set-up' : 'welcome'
}
