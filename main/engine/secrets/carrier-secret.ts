import { smtpSecret } from '../../contract/smtp-secret.ts'
import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import { checkPassword, keychainProblem, type PasswordInWords } from './password.ts'

/** The variable that holds it where there is no keychain. */
export const smtpVariable = 'VAULTKEEPER_SMTP_PASSWORD'

const smtpPassword: PasswordInWords = { what: 'the password of the mail server', variable: smtpVariable, name: smtpSecret }

/** Stores the password of the mail server in the keychain. Throws a problem when that cannot be done. */
export async function setCarrierSecret(core: Core, value: string, place: 'keychain' | 'file'): Promise<void> {
  const instead = `put it into the file .env in your home folder of Vaultkeeper, as ${smtpVariable}`
  if (value === '') fail('password-unusable', 'No password was given.', 'Type it, or pass it on standard input.')
  core.redactor.add(value)
  checkPassword(value, 'what was typed')
  if (place === 'file')
    fail('password-unusable', 'This password is not kept in a file of its own.', `Leave "--in file" out, or ${instead}.`)
  const answer = await core.ports.keychain.set(smtpSecret, value)
  if (answer.state === 'absent')
    fail(
      'keychain-absent',
      'There is no keychain in this session to store the password in.',
      `Run this in your desktop session, or ${instead}.`,
    )
  if (answer.state !== 'ready') keychainProblem(answer, smtpPassword)
}

/** Removes the password of the mail server from the keychain. */
export async function removeCarrierSecret(core: Core): Promise<void> {
  const answer = await core.ports.keychain.remove(smtpSecret)
  if (answer.state !== 'ready') keychainProblem(answer, smtpPassword)
}

/** The password of the mail server, or why it cannot be had. Never throws. */
export async function findCarrierSecret(core: Core): Promise<{ readonly value: string } | { readonly why: string }> {
  const given = core.ports.environment[smtpVariable]
  if (given !== undefined && given !== '') {
    core.redactor.add(given)
    return { value: given }
  }
  const answer = await core.ports.keychain.get(smtpSecret)
  if (answer.state !== 'ready') {
    const states = { locked: 'is locked', absent: 'is not there', 'not-answering': 'does not answer' }
    return { why: `the keychain that holds its password ${states[answer.state]}; ${smtpVariable} would be taken instead` }
  }
  if (answer.value === null)
    return { why: `there is no password for it: store one with vaultkeeper secret set ${smtpSecret}, or set ${smtpVariable}` }
  core.redactor.add(answer.value)
  return { value: answer.value }
}
