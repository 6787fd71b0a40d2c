import type { Problem } from '../../contract/problem.ts'
import { sayList } from '../health/say-when.ts'
import { asSentence } from '../health/standing.ts'
import { withoutUser } from './remote-failure.ts'

/** What is known of a push that was refused. */
export type Refusal = {
  readonly remote: string
  readonly branches: readonly string[]
  /** Of the first branch that was refused, as git puts it: `[remote rejected] (hook declined)`. Empty where no branch came as far. */
  readonly why: string
  /** What git and the remote wrote. */
  readonly stderr: string
  /** Whether the repository has a hook of the person's own that looks at each push. */
  readonly hook: boolean
}

const moved = /fetch first|non-fast-forward|needs force|stale info|cannot lock ref|failed to update ref|incorrect old value/i
const tooLarge =
  /file size limit|GH001|large files? detected|pack exceeds maximum allowed size|returned error: 413|HTTP 413|exceeds? (?:the )?(?:\w+ )*(?:maximum|size|limit)|too large|object size/i
const secrets = /push cannot contain secrets|secret detected|push protection/i
const protectedThere =
  /protected branch|GH006|GH013|GL-HOOK-ERR.*protected|to protected branches|TF40\d+|pushes to this branch are not permitted|currently checked out/i
const readOnly =
  /read[- ]only|Permission to \S+ denied|denied to |returned error: 403|not allowed to (?:push|upload)|archived|insufficient permission|unable to create temporary object directory|unable to migrate objects|write access (?:to \S+ )?(?:was )?not granted/i
const full = /no space left on device|disk quota exceeded/i

/**
 * Why a push was refused that had reached the remote, or the person's own hook, in words: each kind wants another thing done. `undefined` where it did not come as far.
 * Pure.
 */
export function whyRefused(refusal: Refusal): Problem | undefined {
  const { remote, branches, why, stderr, hook } = refusal
  const words = remoteWords(stderr)
  const name = sayList(branches.map((branch) => `"${branch}"`))
  const said = words === '' ? '' : ` It says: ${asSentence(words)}`
  const made = (code: string, sentence: string, remedy: string): Problem => ({
    code,
    sentence,
    remedy,
    ...(words ? { detail: words } : {}),
  })
  const all = `${why}\n${stderr}`
  if (moved.test(why))
    return made(
      'git-push-moved',
      `The branch ${name} has moved on at "${remote}" meanwhile: there are commits that are not here.`,
      'Bring the two together with git (git pull, or git fetch and git rebase), then push again. Vaultkeeper never pushes by force.',
    )
  if (tooLarge.test(all))
    return made(
      'git-push-too-large',
      `"${remote}" does not take a file or a push of this size.${said}`,
      'Take the large file out of the commits that are not pushed yet, or keep it with Git LFS. Your backup has it in any case.',
    )
  if (secrets.test(all))
    return made(
      'git-push-secret',
      `"${remote}" refuses the push, for it would take a secret along.${said}`,
      'Take the secret out of the commits that are not pushed yet, keep it in .env, and give yourself a new one where it was issued.',
    )
  if (full.test(all))
    return made(
      'git-push-full',
      `There is no room left at "${remote}".${said}`,
      'Make room there, or ask whoever runs it; then push again.',
    )
  if (protectedThere.test(all))
    return made(
      'git-push-protected',
      `"${remote}" protects the branch ${name}: nobody may push to it like this.${said}`,
      'Push to another branch and have it merged there, or have it allowed there.',
    )
  if (readOnly.test(all))
    return made(
      'git-push-read-only',
      `"${remote}" can be read but not written to with what git has to log in.${said}`,
      'Have writing allowed there, or log in with an account, key or token that may write.',
    )
  if (/hook declined/i.test(why))
    return made('git-push-hook-there', `A hook at "${remote}" refused the push of ${name}.${said}`, 'Do what it asks for, then push again.')
  if (why !== '')
    return made(
      'git-push-refused',
      `"${remote}" refused the push of ${name}: ${asSentence(plainReason(why))}${said}`,
      'Push by hand to see all that it says: git push',
    )
  if (hook && !/^fatal:/m.test(stderr))
    return made(
      'git-push-hook-here',
      `The hook pre-push of this repository refused the push to "${remote}".${lastWords(stderr)}`,
      'Do what it asks for, then push again.',
    )
  return undefined
}

/** `[remote rejected] (hook declined)` without its brackets. */
function plainReason(why: string): string {
  return /\(([^)]+)\)\s*$/.exec(why)?.[1] ?? why
}

const most = 300
const noise = /^(?:Enumerating|Counting|Compressing|Writing|Resolving|Total|Delta|Processing) |^fatal: |^(?:-|=|\*|\s)*$/

/** What the remote itself wrote, in one line without secrets: errors first. */
function remoteWords(stderr: string): string {
  const lines = stderr
    .split('\n')
    .filter((line) => line.startsWith('remote:'))
    .map((line) => plain(line.replace(/^(?:remote:\s*)+/, '').replace(/^error:\s*/, '')))
    .filter((line) => line !== '' && !noise.test(line))
  const fatal = /^remote: fatal: (.*)$/m.exec(stderr)?.[1]
  return (lines.length > 0 ? lines.slice(0, 3).join(' ') : plain(fatal ?? '')).slice(0, most)
}

function lastWords(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !/^(?:error: failed to push|hint:)/.test(line))
  const last = plain(lines.at(-1) ?? '').slice(0, most)
  return last === '' ? '' : ` It says: ${asSentence(last)}`
}

/** One line, nothing in it that moves a cursor, no user and password of an address. */
function plain(text: string): string {
  return withoutUser(text.replace(/\p{Cc}\[[0-9;]*[A-Za-z]/gu, '').replace(/\p{Cc}/gu, ' ')).trim()
}
