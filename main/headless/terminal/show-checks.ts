import type { PlaceTest } from '../../contract/procedures/places.ts'
import { printable } from '../../contract/words/printable.ts'
import type { Screen } from './screen.ts'

const signs = { good: '✔', attention: '!', bad: 'x' } as const

/** Shows what a test of a place found, each with its remedy; on standard error where it is on the way to something else. */
export function showChecks({ checks }: Pick<PlaceTest, 'checks'>, screen: Screen, where: 'say' | 'tell' = 'say'): void {
  for (const { state, sentence, remedy } of checks) {
    screen[where](`${screen.paint(state, signs[state])} ${printable(sentence)}`)
    if (remedy !== null && state !== 'good') screen[where](`  ${printable(remedy)}`)
  }
}
