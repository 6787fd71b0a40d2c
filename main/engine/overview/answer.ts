import type { Tone } from '../../contract/procedures/overview.ts'
import { sayList } from '../health/say-when.ts'
import { oldCopy } from './elsewhere.ts'

/**
 * A vault as far as the one sentence goes. `no`: no copy of it is as it should be; `partly`: not every one; `not-yet`: nothing was due so far; `yes`.
 * `cause`: why, as the rest of a sentence, without the full stop.
 */
export type Standing = {
  readonly name: string
  readonly protection: 'yes' | 'partly' | 'not-yet' | 'no'
  readonly cause: string
}

/** What else the sentence depends on. */
export type AnswerFacts = {
  readonly vaults: readonly Standing[]
  /** Somebody paused all plans, or some. */
  readonly paused: boolean
  /** The problems that ask for a person and are not about a vault's protection. */
  readonly others: number
  /** The vaults of which each copy is on the disk that they are on themselves. */
  readonly onlyHere: readonly string[]
  /** The vaults whose copy on another disk or server is older than it should be, and of when it is. */
  readonly oldElsewhere: readonly { readonly name: string; readonly lastGood: string | null }[]
  readonly now: Date
}

/** The answer to "am I protected?" in one sentence, which names each vault that is not, and why. Pure. */
export function answerOf({ vaults, paused, others, onlyHere, oldElsewhere, now }: AnswerFacts): { tone: Tone; sentence: string } {
  const not = vaults.filter(({ protection }) => protection === 'no')
  const partly = vaults.filter(({ protection }) => protection === 'partly')
  const waiting = vaults.filter(({ protection }) => protection === 'not-yet')
  if (vaults.length === 0) return { tone: 'unknown', sentence: 'Nothing is backed up yet.' }
  const yet = waiting.length === 0 ? [] : [noBackupYet(waiting)]
  if (not.length > 0) return { tone: 'bad', sentence: [lacking(not, 'protected'), ...onlyPartly(partly), ...yet].join(' ') }
  if (partly.length > 0) return { tone: 'attention', sentence: [lacking(partly, 'fully protected'), ...yet].join(' ') }
  if (waiting.length === vaults.length && others === 0) return { tone: 'unknown', sentence: noBackupYet(waiting) }
  if (waiting.length > 0) return { tone: 'attention', sentence: noBackupYet(waiting) }
  const all = allInWords(vaults)
  if (others > 0) return { tone: 'attention', sentence: `${all}, but ${others === 1 ? 'one thing needs' : `${others} things need`} you.` }
  if (paused) return { tone: 'attention', sentence: `${all}, but backups are paused.` }
  // A dead disk would take the vault and its copy: that is half of a protection.
  if (onlyHere.length > 0) {
    const which = onlyHere.length === vaults.length ? '' : `${sayList(onlyHere, onlyHere.length)} `
    return { tone: 'attention', sentence: `${all}, but ${which}only on this disk.` }
  }
  const [old, ...more] = oldElsewhere
  if (old !== undefined && more.length === 0)
    return { tone: 'attention', sentence: `${all}, but ${oldCopy(old.lastGood, now, vaults.length === 1 ? undefined : old.name)}.` }
  if (old !== undefined) {
    const names = oldElsewhere.map(({ name }) => name)
    return {
      tone: 'attention',
      sentence: `${all}, but the copies of ${sayList(names, names.length)} elsewhere are older than they should be.`,
    }
  }
  return { tone: 'good', sentence: `${all}.` }
}

function lacking(vaults: readonly Standing[], what: string): string {
  const [first] = vaults
  if (first !== undefined && vaults.length === 1) return `${first.name} is not ${what}: ${first.cause}.`
  const causes = new Set(vaults.map(({ cause }) => cause))
  const names = vaults.map(({ name }) => name)
  if (first !== undefined && causes.size === 1) return `${sayList(names, names.length)} are not ${what}: ${first.cause}.`
  const each = vaults.map(({ name, cause }) => `${name} (${cause})`)
  return `${vaults.length} vaults are not ${what}: ${sayList(each, each.length)}.`
}

/** Beside those that are not protected at all their names are enough: the cards below tell why. */
function onlyPartly(vaults: readonly Standing[]): string[] {
  const names = vaults.map(({ name }) => name)
  return vaults.length === 0 ? [] : [`${sayList(names, names.length)} ${vaults.length === 1 ? 'is' : 'are'} only partly protected.`]
}

function noBackupYet(vaults: readonly Standing[]): string {
  const names = vaults.map(({ name }) => name)
  return `${sayList(names, names.length)} ${vaults.length === 1 ? 'has' : 'have'} no backup yet.`
}

function allInWords(vaults: readonly Standing[]): string {
  if (vaults.length === 1) return `${vaults[0]?.name} is protected`
  return vaults.length === 2 ? 'Both vaults are protected' : `All ${vaults.length} vaults are protected`
}
