import type { ItemFailure } from '../outcome.ts'
import { firstLine, objectIn } from './errors.ts'

/** What a check says about damage, in one mode or the other. */
export type CheckErrors = {
  /** Reads one line; gives the failure if the line is one. */
  read(line: string): ItemFailure | undefined
  /** Packs to be handed to `repair packs`, as restic's advice names them. */
  readonly brokenPacks: readonly string[]
  readonly suggestRepairIndex: boolean
}

const advice =
  /^(?:The repository (?:is damaged|index is damaged|contains)|restic repair |Damaged pack files can be|Use `restic |using temporary cache|create exclusive lock|load indexes|check all|check snapshots|read |no errors were found|You must run)/

/**
 * Reads the error lines of `check`, which are the same in text mode and inside the JSON messages: findings, then advice. A finding can
 * take two lines: `error for tree 3204fcf8:` and the indented reason.
 */
export function createCheckErrors(): CheckErrors {
  let about = ''
  let lastMessage = ''
  let suggestRepairIndex = false
  const brokenPacks: string[] = []
  return {
    read(line) {
      const packs = /^restic repair packs ([0-9a-f ]+)$/.exec(line)?.[1]
      if (packs !== undefined) brokenPacks.push(...packs.split(' ').filter((id) => id !== ''))
      if (line.includes('restic repair index')) suggestRepairIndex = true
      if (advice.test(line) || line.startsWith('Fatal:') || line.trim() === '') return undefined
      const heading = /^error for (.+):$/.exec(line)?.[1]
      if (heading !== undefined) {
        about = heading
        return undefined
      }
      const message = firstLine(line.replace(/^error: /, ''))
      const item = line.startsWith('  ') && about !== '' ? about : objectIn(message)
      if (message === lastMessage) return undefined // every load is tried, and told, twice
      lastMessage = message
      return { item, message, during: 'check' }
    },
    brokenPacks,
    get suggestRepairIndex() {
      return suggestRepairIndex
    },
  }
}
