import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { findPassword } from '../secrets/password.ts'
import { kitRepository } from './make-kit.ts'

/** So many wrong answers, and then a while without any: four characters could be guessed at else. */
const mostWrong = 5
const rest = 60_000
const wrongAnswers = new WeakMap<Core, Map<string, { count: number; last: number }>>()

/** Whether `last` are the last four characters of a repository's password. That somebody knew them is recorded. */
export async function checkKit(core: Core, repository: string, last: string): Promise<boolean> {
  const known = kitRepository(core, repository)
  const wrong = wrongAnswers.get(core) ?? new Map<string, { count: number; last: number }>()
  wrongAnswers.set(core, wrong)
  const now = core.ports.clock.monotonic()
  const so = wrong.get(repository) ?? { count: 0, last: now }
  if (so.count >= mostWrong && now - so.last < rest)
    fail('kit-wrong-too-often', 'That was not right several times.', 'Look at your kit once more, and try again in a minute.')
  const { ports, home, redactor } = core
  const { value } = await findPassword({ ports, home, redactor }, repository, known.password)
  if (isEndOf(value, last)) {
    wrong.delete(repository)
    await core.record({ event: 'kit.checked', repository })
    return true
  }
  wrong.set(repository, { count: so.count >= mostWrong ? 1 : so.count + 1, last: now })
  return false
}

/** Generated passwords are in small letters, so a capital is meant as one; of an own one the very characters are asked for. Pure. */
export function isEndOf(password: string, typed: string): boolean {
  const end = [...password].slice(-4).join('')
  const said = typed.trim()
  const generated = /^(?:[a-km-np-z2-9]{4}-)+[a-km-np-z2-9]{4}$/.test(password)
  return said !== '' && (said === end || (generated && said.toLowerCase() === end))
}
