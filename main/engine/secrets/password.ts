import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PasswordSource } from '../../contract/password-source.ts'
import type { Home } from '../home/home.ts'
import { fsyncFolder, writePrivateFile } from '../home/write-private-file.ts'
import type { Ports } from '../ports.ts'
import { fail, systemCode } from '../problem-error.ts'
import type { Redactor } from './redact.ts'

/** A password, and where it came from. */
export type FoundPassword = { readonly value: string; readonly source: PasswordSource }

/** What is needed to look for passwords. */
export type PasswordPlaces = { readonly ports: Ports; readonly home: Home; readonly redactor: Redactor }

/** The name under which a repository's password lies in the keychain. */
export function keychainAccount(repository: string): string {
  return `repository:${repository}`
}

/** The environment variables that choose another place than the keychain for a repository's password. */
export function passwordVariables(repository: string): { value: string; command: string; file: string } {
  const suffix = repository === 'default' ? '' : `_${repository.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`
  return {
    value: `VAULTKEEPER_PASSWORD${suffix}`,
    command: `VAULTKEEPER_PASSWORD_COMMAND${suffix}`,
    file: `VAULTKEEPER_PASSWORD_FILE${suffix}`,
  }
}

/**
 * The password of a repository: what the environment chooses (value, command, or 0600 file), else where the history says it was put.
 * Throws a problem that tells a locked keychain from an absent one and from a missing entry. Never makes a new password.
 * @param kept where the password of a known repository was put
 */
export async function findPassword(places: PasswordPlaces, repository: string, kept: PasswordSource): Promise<FoundPassword> {
  const found = (await chosenPassword(places.ports.environment, repository)) ?? (await keptPassword(places, repository, kept))
  places.redactor.add(found.value)
  return found
}

/** The password that the environment chooses, if it does. */
export async function chosenPassword(environment: NodeJS.ProcessEnv, repository: string): Promise<FoundPassword | undefined> {
  const names = passwordVariables(repository)
  const value = environment[names.value]
  if (value !== undefined && value !== '') return { value: checkPassword(value, `the variable ${names.value}`), source: 'environment' }
  const command = environment[names.command]
  if (command !== undefined && command !== '') return { value: await passwordFromCommand(command, names.command), source: 'command' }
  const file = environment[names.file]
  if (file !== undefined && file !== '')
    return { value: passwordFromFile(file, `the file ${file} that ${names.file} names`, names.value), source: 'file' }
  return undefined
}

/** The file in which a repository's password lies where there is no keychain. Only the embedded repository falls back to it by itself. */
export function passwordFile(home: Home, repository: string): string {
  return join(home.secrets, `${repository}.password`)
}

/** Puts a password into the 0600 file of the home folder. */
export function keepInFile(home: Home, repository: string, value: string): void {
  writePrivateFile(passwordFile(home, repository), `${value}\n`)
  fsyncFolder(home.secrets)
}

/** Refuses passwords that would not survive the way to restic: it trims them, and reads one line. */
export function checkPassword(value: string, where: string): string {
  if (value === '') return fail('password-unusable', `The password in ${where} is empty.`, 'Give a password.')
  if (value !== value.trim() || /[\r\n\0]/.test(value) || !value.isWellFormed()) {
    return fail(
      'password-unusable',
      `The password in ${where} begins or ends with a space, or holds a line break or a character that is none.`,
      'Choose one without: restic would cut those off.',
    )
  }
  return value
}

async function keptPassword(places: PasswordPlaces, repository: string, kept: PasswordSource): Promise<FoundPassword> {
  const names = passwordVariables(repository)
  const giveIt = `set ${names.value} for this run, or store it with: vaultkeeper secret set ${repository}`
  switch (kept) {
    case 'file':
      return {
        value: passwordFromFile(passwordFile(places.home, repository), `the file ${passwordFile(places.home, repository)}`, names.value),
        source: 'file',
      }
    case 'keychain':
    case 'environment':
    case 'command': {
      const answer = await places.ports.keychain.get(keychainAccount(repository))
      if (answer.state === 'ready') {
        if (answer.value !== null) return { value: answer.value, source: 'keychain' }
        if (kept !== 'keychain')
          return fail(
            'password-not-set',
            `The password of the repository "${repository}" is not there: it was given by the environment before.`,
            `Please ${giveIt}`,
          )
        const why = answer.canaryNew ? 'the keychain is another one than before (new, or reset)' : 'its entry in the keychain is gone'
        return fail(
          'password-gone',
          `The password of the repository "${repository}" cannot be found: ${why}.`,
          `Your backups are still there. Take the password from your emergency kit and ${giveIt}`,
        )
      }
      return keychainProblem(answer, repositoryPassword(repository))
    }
  }
}

/** Which password a sentence is about. */
export type PasswordInWords = {
  /** `the password of the repository "drive"` */
  readonly what: string
  /** The environment variable that gives it instead. */
  readonly variable: string
  /** What `vaultkeeper secret set` calls it. */
  readonly name: string
}

/** The password of a repository in words. */
export function repositoryPassword(repository: string): PasswordInWords {
  return { what: `the password of the repository "${repository}"`, variable: passwordVariables(repository).value, name: repository }
}

/** What to say when the keychain does not open that a password is in, or should be. */
export function keychainProblem(answer: { state: 'locked' | 'absent' | 'not-answering'; why: string }, password: PasswordInWords): never {
  const { what, variable, name } = password
  switch (answer.state) {
    case 'locked':
      return fail(
        'keychain-locked',
        `The keychain is locked, so ${what} cannot be read.`,
        `Unlock it (log in to the desktop once, or open your keychain program), or set ${variable} for this run.`,
        answer.why,
      )
    case 'absent':
      return fail(
        'keychain-absent',
        `There is no keychain in this session for ${what}.`,
        `Run this in your desktop session, set ${variable}, or keep it in a file that only you can read: vaultkeeper secret set ${name} --in file`,
        answer.why,
      )
    case 'not-answering':
      return fail(
        'keychain-not-answering',
        `The keychain does not answer, so ${what} cannot be read.`,
        `Restart your keychain program or log in anew, or set ${variable} for this run.`,
        answer.why,
      )
  }
}

async function passwordFromCommand(command: string, variable: string): Promise<string> {
  const [program, ...parameters] = splitCommand(command)
  if (program === undefined) return fail('password-command', `${variable} is empty.`, 'Write the program and its arguments.')
  try {
    const { stdout } = await promisify(execFile)(program, parameters, { timeout: 30_000, maxBuffer: 64 * 1024, windowsHide: true })
    return checkPassword(stdout.replace(/\r?\n$/, ''), `the output of ${variable}`)
  } catch (error) {
    if (error instanceof Error && error.name === 'ProblemError') throw error
    // The command's own words may hold the secret or a path to it: only how it ended is told.
    const { code, signal } = error as { code?: string | number; signal?: string }
    return fail(
      'password-command',
      `The program in ${variable} (${program}) gave no password: it ended with ${signal ?? code ?? 'an error'}.`,
      'Try it by hand; it must print the password and nothing else.',
    )
  }
}

/** A JSON array of texts, or words divided by spaces. No shell. */
function splitCommand(command: string): string[] {
  if (command.trim().startsWith('[')) {
    try {
      const parsed: unknown = JSON.parse(command)
      if (Array.isArray(parsed) && parsed.every((part) => typeof part === 'string')) return parsed
    } catch {
      // Not JSON after all: taken as words.
    }
  }
  return command.trim().split(/\s+/).filter(Boolean)
}

/** @param variable that gives it instead */
function passwordFromFile(path: string, where: string, variable: string): string {
  try {
    const { mode } = statSync(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return fail(
        'password-file-open',
        `Others may read ${where} (mode ${(mode & 0o777).toString(8)}).`,
        `Close it with: chmod 600 '${path}'`,
      )
    }
    return checkPassword(readFileSync(path, 'utf8').replace(/\r?\n$/, ''), where)
  } catch (error) {
    switch (systemCode(error)) {
      case 'ENOENT':
        return fail(
          'password-gone',
          `The password is not where it was kept: ${where} is missing.`,
          `Put the file back, or give the password with ${variable}.`,
        )
      case 'EACCES':
        return fail('password-gone', `You may not read ${where}.`, 'Run as the user who made the backups.')
      default:
        throw error
    }
  }
}
