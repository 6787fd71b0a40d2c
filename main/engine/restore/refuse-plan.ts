import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Problem } from '../../contract/problem.ts'
import { sayBytes } from '../health/say-when.ts'
import { systemCode } from '../problem-error.ts'
import type { RestorePlan } from './restore-plan.ts'
import { tooManyPatterns } from './too-many-patterns.ts'

/** Why a restore must not begin, known before its first byte; `undefined` when it may. */
export function refusalOf({ preview, calls }: RestorePlan): Problem | undefined {
  const { hostile, collisions, needed, free, target, notWritable, conflicts, leftOut } = preview
  if (hostile.count > 0)
    return {
      code: 'hostile-names',
      sentence: `The snapshot holds ${hostile.count === 1 ? 'a name' : `${hostile.count} names`} that no honest one has, such as ${JSON.stringify(hostile.first[0])}: somebody may have made it to write elsewhere. Nothing was written.`,
      remedy: 'Restore single files and folders that you trust, and find out who can write into this repository.',
    }
  if (calls.length === 0) {
    const [one] = [...conflicts.first, ...leftOut.first]
    return {
      code: conflicts.count > 0 ? 'in-the-way' : 'left-out',
      sentence: `${join(target, one?.path ?? '')} cannot be restored: ${one?.why ?? 'nothing is left to be restored'}.`,
      remedy:
        conflicts.count > 0 ? 'Move it away, or restore into another folder. Nothing was written.' : 'Add --special. Nothing was written.',
    }
  }
  const [folder] = notWritable.first
  if (folder !== undefined) return whyNotWritable(folder)
  const [merged] = collisions.first
  if (merged !== undefined)
    return {
      code: 'names-collide',
      sentence: `The disk of ${target} takes "${merged[0]}" and "${merged[1]}" for one name${collisions.count > 1 ? `, and ${collisions.count - 1} more` : ''}: one would be lost.`,
      remedy: 'Restore them one after the other into folders of their own, or onto another disk. Nothing was written.',
    }
  if (needed > free)
    return {
      code: 'target-no-space',
      sentence: `The restore needs ${sayBytes(needed)}, and the disk of ${target} has ${sayBytes(free)} free.`,
      remedy: 'Free some space there, or name a folder on another disk. Nothing was written.',
    }
  return tooManyPatterns(calls, target)
}

/** The folder that is to be written to may not be, or its disk is read-only. Nothing was tried. */
function whyNotWritable(folder: string): Problem {
  let place = folder
  while (!existsSync(place)) place = dirname(place)
  try {
    accessSync(place, constants.W_OK | constants.X_OK)
  } catch (error) {
    if (systemCode(error) === 'EROFS')
      return {
        code: 'target-read-only',
        sentence: `The disk of ${folder} is read-only.`,
        remedy: 'Mount it writable, or name another folder. Nothing was written.',
      }
  }
  return {
    code: 'target-not-allowed',
    sentence: `You may not write into ${folder}.`,
    remedy: 'Give yourself the right to, run as its owner, or name another folder. Nothing was written.',
  }
}
