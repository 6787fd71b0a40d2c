import { fail } from '../../engine/problem-error.ts'
import { askSecret } from './ask-secret.ts'

/** As {@link askSecret}, for a secret that is made up here: on a terminal, where nobody sees what is typed, it is asked for twice. */
export async function askNewSecret(question: string): Promise<string> {
  const value = await askSecret(question)
  if (value === '') fail('password-unusable', 'No password was given.', 'Type it, or pass it as a line on standard input.')
  if (process.stdin.isTTY === true && (await askSecret('Once more: ')) !== value)
    fail('typed-otherwise', 'The two were not the same.', 'Run it again, and type it more slowly.')
  return value
}
