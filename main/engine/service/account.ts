import { execFileSync } from 'node:child_process'
import { userInfo } from 'node:os'
import { fail } from '../problem-error.ts'

/** An account of this machine: its name and its home folder. */
export type Account = { readonly name: string; readonly folder: string; readonly own: boolean }

/** Looks an account up; without a name, the one that we run as. Throws a problem for one that there is not. */
export function accountOf(name: string | undefined): Account {
  const { username, homedir } = userInfo()
  if (name === undefined || name === username) return { name: username, folder: homedir, own: true }
  try {
    // Also of accounts that a directory service knows. `--`: a name that begins with a dash is no option.
    const [found, , , , , folder] = execFileSync('getent', ['passwd', '--', name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .trim()
      .split(':')
    if (found === name && folder) return { name, folder, own: false }
  } catch {
    // It answers with an exit code where there is no such account.
  }
  return fail('account-unknown', `There is no account ${JSON.stringify(name)} on this machine.`, 'Name one that is there: --as ACCOUNT')
}
