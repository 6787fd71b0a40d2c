import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { findPassword } from '../secrets/password.ts'
import { isEndOfPassword } from './end-of-password.ts'
import { factsOfKit } from './list-kits.ts'
import { kitRepository } from './make-kit.ts'

/**
 * So many wrong answers, and then a while without any. They are counted for as long as a process lives: no page can start one anew, and whoever sits at a
 * terminal of this account could ask the keychain itself.
 */
const mostWrong = 5
const rest = 60_000
const wrongAnswers = new WeakMap<Core, Map<string, { count: number; last: number }>>()

/** Whether `typed` is the end of a repository's password, as it stands on its kit. That somebody knew it is recorded. */
export async function checkKit(core: Core, repository: string, typed: string): Promise<boolean> {
  const known = kitRepository(core, repository)
  const wrong = wrongAnswers.get(core) ?? new Map<string, { count: number; last: number }>()
  wrongAnswers.set(core, wrong)
  const now = core.ports.clock.monotonic()
  const so = wrong.get(repository) ?? { count: 0, last: now }
  if (so.count >= mostWrong && now - so.last < rest)
    fail('kit-wrong-too-often', 'That was not right several times.', 'Look at your kit once more, and try again in a minute.')
  const { ports, home, redactor } = core
  const { value } = await findPassword({ ports, home, redactor }, repository, known.password)
  if (isEndOfPassword(value, typed)) {
    wrong.delete(repository)
    await core.record({ event: 'kit.checked', repository, facts: factsOfKit(core, known) })
    return true
  }
  wrong.set(repository, { count: so.count >= mostWrong ? 1 : so.count + 1, last: now })
  return false
}
