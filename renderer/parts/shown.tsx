import { odd, printable } from '../../main/contract/words/printable.ts'
import classes from './shown.module.css'

type ShownProps = {
  readonly text: string
  /** What is written in a file, or in a sentence: tabs and ends of lines are what they are. */
  readonly content?: boolean
}

/** A name or a text of somebody else's, in which nothing is hidden: what turns the direction of reading or is not seen stands there as a mark. */
export function Shown({ text, content = false }: ShownProps) {
  return text.split(content ? odd.content : odd.name).map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: marks have no other name, and never change places
      <span key={at} className={classes['mark']} role="img" aria-label={`Unseen character ${nameOf(part)}`} title={nameOf(part)}>
        {printable(part)}
      </span>
    ),
  )
}

/** `U+202E` */
function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
