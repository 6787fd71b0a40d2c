import type { Problem } from '../contract/problem.ts'
import { isDamage } from './index/index-file.ts'
import { ProblemError, systemCode } from './problem-error.ts'
import { DamagedColumnError } from './state/json-column.ts'
import { sqliteRefusal } from './state/sqlite-refusal.ts'

/**
 * What is told of whatever was thrown: its own problem where it is one that somebody thought of, else what the system refused, in words; and only for the rest
 * that nobody expected it.
 */
export function problemOfError(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  if (error instanceof DamagedColumnError)
    return {
      code: 'state-damaged',
      sentence: 'What the history adds up to was damaged on the disk.',
      remedy: 'Try again: it is made anew from the history.',
    }
  if (isDamage(error))
    return {
      code: 'index-damaged',
      sentence: 'The index of the snapshots is damaged.',
      remedy: 'Make it anew with: vaultkeeper index --rebuild',
    }
  return (
    refusedBySystem(error) ?? {
      code: 'unexpected',
      sentence: `Something went wrong that Vaultkeeper did not expect: ${messageOf(error).split('\n')[0]}`,
      remedy: 'Try again; if it stays, run it with --debug and tell us.',
    }
  )
}

/** The message of an error, or the text of anything else. An object whose `toString` is none refuses to become a text; it is told all the same. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message
  try {
    return String(thrown)
  } catch {
    return 'something without words was thrown'
  }
}

/** System errors that may come from any file or program, wherever nobody looked for them (errno(3)). */
function refusedBySystem(error: unknown): Problem | undefined {
  const place = placeOf(error)
  const at = place === undefined ? '' : ` ${place}`
  const code = sqliteRefusal(error) ?? systemCode(error)
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'file-not-allowed',
        sentence:
          place === undefined ? 'The system refused Vaultkeeper something (permission denied).' : `Vaultkeeper may not use ${place}.`,
        remedy: 'Give the account that runs Vaultkeeper the right to it, or run Vaultkeeper as its owner.',
      }
    case 'EROFS':
      return {
        code: 'file-read-only',
        sentence: `The disk${place === undefined ? '' : ` that holds ${place}`} is read-only.`,
        remedy: 'Mount it writable, and try again.',
      }
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        code: 'file-no-space',
        sentence: `The disk${place === undefined ? '' : ` that holds ${place}`} is full.`,
        remedy: 'Free some space there, and try again.',
      }
    case 'EIO':
    case 'ENXIO':
    case 'ENODEV':
    case 'ESTALE':
      return {
        code: 'disk-fails',
        sentence: `The disk${place === undefined ? '' : ` that holds ${place}`} cannot be read or written (${code}).`,
        remedy: 'See that it is connected. If it is, it may be failing: copy what matters from it, and look at what the system says of it.',
      }
    case 'ENOENT':
      // Of a file it says something only to whoever asked for that one.
      if (!isOfMaking(error)) return undefined
      return {
        code: 'folder-not-made',
        sentence: `The folder${at} cannot be made: the system says that there is no such place (ENOENT).`,
        remedy: 'See that the drive or the server that holds it is connected, or name another folder.',
      }
    case 'EMFILE':
    case 'ENFILE':
      return {
        code: 'too-many-open-files',
        sentence: `The system lets Vaultkeeper open no more files (${code})${at === '' ? '' : `: it needed${at}`}.`,
        remedy: 'End programs that have many open, or raise the limit (`ulimit -n`, in a service LimitNOFILE=), and try again.',
      }
    case 'ENOMEM':
    case 'EAGAIN':
      return {
        code: 'no-resources',
        sentence: `The system has no memory or no room for another process (${code})${at === '' ? '' : `: it was for${at}`}.`,
        remedy: 'End programs that are not needed, and try again.',
      }
    default:
      return undefined
  }
}

function isOfMaking(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error && error.syscall === 'mkdir'
}

/** The file or the program that a system error is about. */
function placeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'path' in error && typeof error.path === 'string' ? error.path : undefined
}
