import { ORPCError } from '@orpc/client'
import type { Problem } from '../../main/contract/problem.ts'
import { hostWords } from '../host/host-words.ts'

/** What a deed came to that did not go as asked, as cause and remedy. Its answer may have been lost on the way back. */
export function problemOf(error: unknown): Problem {
  return told(error, {
    sentence: 'Vaultkeeper did not answer.',
    onceBack: 'As far as this page knows nothing was begun. Once it is back look whether that is so, and do it again.',
  })
}

/** The same of what a page wants to know, which it asks for again by itself. */
export function problemOfQuery(error: unknown): Problem {
  return told(error, { sentence: 'Vaultkeeper does not answer.', onceBack: 'It goes on by itself once it is back.' })
}

function told(error: unknown, { sentence, onceBack }: { readonly sentence: string; readonly onceBack: string }): Problem {
  if (error instanceof ORPCError && error.code === 'PROBLEM') return error.data as Problem
  if (isSignedOut(error))
    return {
      code: 'signed-out',
      sentence: 'This page may not talk to Vaultkeeper any more.',
      remedy: 'Open it by a new address: vaultkeeper serve prints one.',
    }
  if (isGone(error))
    return {
      code: 'no-connection',
      sentence,
      remedy: `${onceBack} If it was ended, ${hostWords.startAgain}`,
    }
  return {
    code: 'unexpected',
    sentence: `Something went wrong that nobody expected: ${messageOf(error)}`,
    remedy: 'Try again; if it stays, tell us.',
  }
}

/** The host answered that it does not know who asks. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ORPCError && (error.status === 401 || error.status === 403)
}

/** There was no answer at all, as while the host is ended or being started again. */
export function isGone(error: unknown): boolean {
  return !(error instanceof ORPCError) && error instanceof TypeError
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
