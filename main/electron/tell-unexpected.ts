import type { Problem } from '../contract/problem.ts'

/** The first is told to a person: what comes after it follows from it as a rule. */
const problem: Problem = {
  code: 'unexpected',
  sentence: 'Something went wrong in Vaultkeeper that it did not expect.',
  remedy: 'Backups go on where they can. Quit Vaultkeeper and start it again; if this comes back, tell us.',
}

/**
 * What nobody has caught is written down, and told once. Electron alone would hold up the whole app with a box full of program text, backups and all, until
 * somebody comes; and of a promise that nobody heard it would say nothing where anybody looks.
 * @returns ends that
 */
export function tellUnexpected(
  process: Pick<NodeJS.EventEmitter, 'on' | 'off'>,
  tell: (problem: Problem) => void,
  log: (text: string) => void,
): () => void {
  let told = false
  const onError = (error: unknown) => {
    log(`Not expected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    if (told) return
    told = true
    tell(problem)
  }
  process.on('uncaughtException', onError)
  process.on('unhandledRejection', onError)
  return () => {
    process.off('uncaughtException', onError)
    process.off('unhandledRejection', onError)
  }
}
