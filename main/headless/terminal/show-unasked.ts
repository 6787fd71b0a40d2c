import { printable } from '../../contract/words/printable.ts'
import type { Unasked } from '../../engine/content/ready-vaults.ts'
import type { Screen } from './screen.ts'

/** Says of repositories that could not be asked why, and what of them was searched all the same. */
export function showUnasked(unasked: readonly Unasked[], screen: Screen): void {
  for (const { repository, problem, from } of unasked) {
    const name = printable(repository)
    const searched = {
      nothing: `Nothing in ${name} was searched.`,
      'last index': `Searched is what was seen in ${name} last.`,
      'the rest': `Searched is the rest of ${name}.`,
    }[from]
    screen.tell(`${screen.paint('attention', '!')} ${printable(problem.sentence)} ${searched}`)
    screen.tell(`  ${printable(problem.remedy)}`)
  }
}
