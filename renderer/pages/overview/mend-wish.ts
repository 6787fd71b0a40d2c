import type { AnomalyChoice } from '../../mending/answer-anomaly.tsx'
import type { DialogMending } from './mend-dialogs.tsx'

const choices: readonly string[] = ['expected', 'bring-back'] satisfies AnomalyChoice[]

/**
 * The dialog that an address asks for, such as a notification's: `mend=enter-password&repository=NAME`, `mend=anomaly&anomaly=ID&choice=bring-back`. It only
 * opens a dialog: a person still has to say yes there. `null` where none is asked for, or not rightly. Pure.
 */
export function readMendWish(query: string): DialogMending | null {
  const said = new URLSearchParams(query)
  const [mend, repository, anomaly, choice] = ['mend', 'repository', 'anomaly', 'choice'].map((name) => said.get(name) ?? '')
  if (mend === 'anomaly' && anomaly) return { how: 'anomaly', label: '', anomaly, ...(isChoice(choice) ? { choice } : {}) }
  if ((mend === 'enter-password' || mend === 'enter-credential' || mend === 'find-repository') && repository)
    return { how: 'dialog', label: '', dialog: mend, repository }
  return null
}

function isChoice(text: string | undefined): text is AnomalyChoice {
  return text !== undefined && choices.includes(text)
}
