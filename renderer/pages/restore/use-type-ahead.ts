import { useRef } from 'react'
import type { TreeOfSnapshot } from './use-tree.ts'

/** So long letters belong to one name, in ms. */
const pause = 700
/** Of more rows not each is looked at: a name is looked up in its folder. */
const mostSearched = 1_000

type TypedAt = {
  readonly tree: TreeOfSnapshot
  readonly count: number
  readonly active: number
  readonly goTo: (row: number) => void
}

/** Goes to what is typed: letters that follow one another spell the beginning of a name. */
export function useTypeAhead({ tree, count, active, goTo }: TypedAt) {
  const typed = useRef({ text: '', at: 0 })
  const small = count <= mostSearched
  const spelled = (letter: string) => (performance.now() - typed.current.at < pause ? typed.current.text : '') + letter

  /** The row whose name begins with a text: a first letter means the next one behind the active row, a longer text may fit the row itself. */
  const rowNamed = (text: string): number | undefined => {
    const from = active + (text.length > 1 ? 0 : 1)
    for (let step = 0; step < count; step++) {
      const row = (from + step) % count
      const place = tree.placeOf(row)
      const entry = place && tree.entryAt(place)
      if (entry?.name.toLowerCase().startsWith(text)) return row
    }
    return undefined
  }

  const search = async (letter: string): Promise<void> => {
    const text = spelled(letter)
    typed.current = { text, at: performance.now() }
    const row = small ? rowNamed(text) : await tree.seek(tree.placeOf(active)?.folder ?? '', text)
    if (typed.current.text !== text) return
    if (row !== undefined) return goTo(row)
    if (text === letter) return
    // It does not go on with a name that there is, so it begins another.
    typed.current = { text: '', at: 0 }
    return search(letter)
  }

  return {
    type: (letter: string): void => void search(letter),
    /** Whether a space goes on with a name instead of choosing a row: in the middle of one, where there is such a name. */
    spells: (key: string): boolean => key === ' ' && spelled(' ') !== ' ' && (!small || rowNamed(spelled(' ')) !== undefined),
  }
}
