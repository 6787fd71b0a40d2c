import type { Session } from 'electron'
import type { Problem } from '../../contract/problem.ts'

const unsaved: Problem = {
  code: 'kit-not-saved',
  sentence: 'The emergency kit could not be saved.',
  remedy: 'Save it again, in a folder that has room and in which you may write; or print it.',
}

/** Tells a person that the one thing that pages save could not be written: windows have no list of downloads as browsers do. */
export function tellUnsaved(session: Session, tell: (problem: Problem) => void): void {
  session.on('will-download', (_event, item) => {
    // Whether it could be gone on with, which nobody could ask for, or not.
    const onState = (_event: unknown, state: string) => {
      if (state === 'interrupted') tell(unsaved)
    }
    item.on('updated', onState)
    item.once('done', onState)
  })
}
