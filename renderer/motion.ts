/** Whether things may move: as the system says, or not at all. */
export type Motion = 'system' | 'none'

const key = 'vaultkeeper-motion'

/** What was chosen in this browser. */
export function chosenMotion(): Motion {
  return localStorage.getItem(key) === 'none' ? 'none' : 'system'
}

/** Keeps the choice, in this browser, and puts it in force. */
export function chooseMotion(motion: Motion): void {
  localStorage.setItem(key, motion)
  applyMotion()
}

/** Puts in force what was chosen. */
export function applyMotion(): void {
  document.documentElement.dataset['motion'] = chosenMotion()
}
