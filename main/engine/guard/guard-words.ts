import type { GuardStage } from '../../contract/procedures/guard.ts'
import { quoted } from '../../contract/words/quoted.ts'

/** Something secret, to be told of without it. `isNew`: the last commit has no such file. */
type SecretWords = {
  readonly kind: string
  readonly issuer: string | null
  readonly begins: string | null
  readonly place: string
  readonly file: string
  readonly isNew: boolean
}

const an = (kind: string) => (/^(?:[AEIO]|ag|x|npm)/.test(kind) ? 'an' : 'a')
const instead = (file: string) =>
  /(?:^|\/)\.env\.[^/]*$/.test(file)
    ? 'Leave its value empty there, and keep it in .env or the keychain'
    : 'Keep it in .env or the keychain, and name only the variable there'

/** What is said of a secret, and what to do, by how far it has come. Pure. */
export function secretInWords(
  { kind, issuer, begins, place, file, isNew }: SecretWords,
  stage: GuardStage,
): { sentence: string; remedy: string } {
  const what = `${an(kind)} ${kind}${begins === null ? '' : ` ("${begins}…")`}`
  switch (stage) {
    case 'loose':
      return { sentence: `${place}: ${what}, which git add would take.`, remedy: `${instead(file)}, before you add the file.` }
    case 'staged':
      return {
        sentence: `${place}: ${what} is staged, and the next commit would take it.`,
        remedy: `Take it out of what is staged: ${unstage(file, isNew)} - ${instead(file)}.`,
      }
    case 'committed':
      return {
        sentence: `${place}: ${what} is in a commit that was not pushed yet.`,
        remedy: `Take it out before you push: ${lower(instead(file))}, then git commit --amend for the last commit, or git rebase --interactive for one before.`,
      }
    case 'pushed':
      return {
        sentence: `${place}: ${what} is on a remote, where others may have read it.`,
        remedy: `Revoke it first, ${issuer === null ? 'where it was issued' : `at ${issuer}`}: taking it out of git does not take it back. ${instead(file)}.`,
      }
  }
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

/** The command that has git forget a file and leaves it in the folder. Pure. */
export function forget(file: string): string {
  return `git rm --cached ${quoted(file)}`
}

/** The command that takes a file out of what is staged; there may be no commit yet that a new one could be restored from. Pure. */
export function unstage(file: string, isNew: boolean): string {
  return isNew ? forget(file) : `git restore --staged ${quoted(file)}`
}

/** The command that takes files into git. Pure. */
export function take(file: string, force = false): string {
  return `git add ${force ? '--force ' : ''}${quoted(file)}`
}

/** `a`, `a and b`, `a, b and 3 more`. Pure. */
export function namesInWords(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most)
  const rest = names.length - shown.length
  const all = rest > 0 ? [...shown, `${rest.toLocaleString('en-US')} more`] : shown
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}
