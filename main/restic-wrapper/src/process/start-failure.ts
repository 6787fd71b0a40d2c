import { accessSync, constants, statSync } from 'node:fs'
import type { FailureReason } from '../outcome.ts'

/** Why a program could not be started, in words. */
export type StartFailure = { readonly reason: FailureReason; readonly message: string }

/** Tells a missing program from a missing working folder: the system answers ENOENT to both. */
export function explainStartFailure(error: NodeJS.ErrnoException, program: string, cwd: string | undefined): StartFailure {
  if (cwd !== undefined && !isUsableFolder(cwd)) return { reason: 'source-missing', message: `cannot work in the folder ${cwd}` }
  switch (error.code) {
    case 'ENOENT':
      // The program is there, but not the interpreter of its first line or its loader.
      if (exists(program)) return { reason: 'program-not-executable', message: `${program} cannot be run on this system` }
      return { reason: 'program-missing', message: `there is no program ${program}` }
    case 'ENOTDIR':
      return { reason: 'program-missing', message: `there is no program ${program}` }
    case 'EACCES':
    case 'EPERM':
      return { reason: 'program-not-executable', message: `${program} may not be run` }
    case 'ENOEXEC':
    case 'EISDIR':
    case 'UNKNOWN':
      return { reason: 'program-not-executable', message: `${program} is not a program of this system` }
    case 'E2BIG':
      return { reason: 'usage', message: 'the list of arguments is too long for this system' }
    case 'ERR_INVALID_ARG_VALUE':
      return { reason: 'usage', message: 'an argument holds a NUL character' }
    default:
      return { reason: 'unknown', message: `${program} could not be started: ${error.code ?? error.message}` }
  }
}

function exists(path: string): boolean {
  try {
    statSync(path)
    return true
  } catch {
    return false
  }
}

function isUsableFolder(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
