import type { Problem } from '../../contract/problem.ts'
import { count } from '../health/say-when.ts'
import type { RestoreCall } from './restore-plan.ts'

/** restic takes what it is to bring and to keep away from on its command line, which holds some two million bytes with the environment. */
const mostBytes = 1_500_000
/** Of each pattern: its flag, its end, and where it stands. */
const besides = '--exclude='.length + 9

/** Why restic cannot be told what to keep away from: there is too much of it. `undefined` when it can. Pure. */
export function tooManyPatterns(calls: readonly RestoreCall[], target: string): Problem | undefined {
  const isTooLong = ({ includes = [], excludes = [] }: RestoreCall) =>
    [...includes, ...excludes].reduce((sum, pattern) => sum + Buffer.byteLength(pattern) + besides, 0) > mostBytes
  if (!calls.some(isTooLong)) return undefined
  const kept = calls.reduce((sum, { includes = [], excludes = [] }) => sum + excludes.length + includes.filter(isExclusion).length, 0)
  return {
    code: 'too-many-in-the-way',
    sentence: `${count(kept)} things in ${target} would have to be left as they are one by one, which is too many.`,
    remedy: 'Restore into an empty folder, or a few folders at a time. Nothing was written.',
  }
}

function isExclusion(pattern: string): boolean {
  return pattern.startsWith('!')
}
