import type { AgentBackup, AgentPlan, AgentStanding, BackupLayer } from '../../../main/contract/procedures/agents.ts'
import { durationInWords } from '../../../main/contract/words/duration-in-words.ts'
import { whenInWords } from '../../../main/contract/words/when-in-words.ts'
import { agentStateWords } from '../../parts/state-words.ts'
import type { Tone } from '../../parts/tones.ts'
import { listed } from '../../words/counted.ts'

/** How an agent stands in a word. One that is left alone is told so, unless it is just being brought back, or waits for a person. Pure. */
export function standingWords({ state, held }: Pick<AgentStanding, 'state' | 'held'>): { readonly word: string; readonly tone: Tone } {
  if (held !== null && state !== 'recovering' && state !== 'escalated') return { word: 'Left alone', tone: 'calm' }
  return agentStateWords[state]
}

/** Whether an agent needs a person: it is dead and nobody said to leave it alone, or bringing it back did not help. Pure. */
export function needsSomebody({ state, held }: Pick<AgentStanding, 'state' | 'held'>): boolean {
  return state === 'escalated' || (state === 'dead' && held === null)
}

/** When a heartbeat was: to ten seconds within the last minute, for that is what tells whether something beats; else as any time. Pure. */
export function beatInWords(last: string, now: Date): string {
  const seconds = (now.getTime() - Date.parse(last)) / 1_000
  if (seconds < 10 && seconds > -60) return 'just now'
  if (seconds < 60 && seconds >= 10) return `${Math.floor(seconds / 10) * 10} seconds ago`
  return whenInWords(last, now)
}

/** What an agent shows that it lives by: `touches the file run/beat`. Pure. */
export function heartbeatInWords({ by, what }: Pick<AgentStanding['heartbeat'], 'by' | 'what'>): string {
  switch (by) {
    case 'file':
      return `It touches the file ${what}`
    case 'url':
      return `It answers at ${what}`
    case 'command':
      return `The command ${what} ends well`
    case 'nothing':
      return 'It has none, so nobody can tell whether it lives'
  }
}

/** After how long a silence it is late, and dead. Pure. */
export function limitsInWords({ lateAfter, deadAfter }: Pick<AgentStanding['heartbeat'], 'lateAfter' | 'deadAfter'>): string {
  return `Late after ${durationInWords(lateAfter)} without one, dead after ${durationInWords(deadAfter)}`
}

/** What happens when it is dead. Pure. */
export function whenDeadInWords({
  recover,
  atMostPerHour,
  recoveriesLastHour,
}: Pick<AgentStanding, 'recover' | 'atMostPerHour' | 'recoveriesLastHour'>): string {
  if (recover === 'ask') return 'You are asked'
  const times = atMostPerHour === 1 ? 'once' : atMostPerHour === 2 ? 'twice' : `${atMostPerHour} times`
  const lately = recoveriesLastHour === 0 ? '' : `; ${recoveriesLastHour} in the last hour`
  return `It is brought back by itself, at most ${times} an hour${lately}`
}

/** What a snapshot is of: `weekly`, or where no plan made it, how it is called. Pure. */
export function layerName({ plan, label, snapshot }: Pick<BackupLayer, 'plan' | 'label' | 'snapshot'>): string {
  return plan ?? label ?? snapshot.slice(0, 8)
}

/** What an agent would be put together from: `weekly`, `weekly, with daily laid over it`. Pure. */
export function layersInWords({ layers }: Pick<AgentBackup, 'layers'>): string {
  const [first, ...others] = layers
  if (first === undefined) return ''
  const over = [...new Set(others.map(layerName))]
  return `${layerName(first)}${over.length === 0 ? '' : `, with ${listed(over)} laid over it`}`
}

const ordinals = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'] as const

/** What those are called that are brought back together, and what they wait for. Pure. */
export function levelWords(level: number): { readonly title: string; readonly lead: string } {
  const title = ordinals[level] ?? `Level ${level + 1}`
  return { title, lead: level === 0 ? 'They need nobody else.' : 'Begun when all that they need are back.' }
}

/** What bringing it back would do to the files of its folder: so many of each kind, in words, with some of them. Pure. */
export function planInWords({
  added,
  replaced,
  same,
  stay,
  preserved,
  examples,
}: Pick<AgentPlan, 'added' | 'replaced' | 'same' | 'stay' | 'preserved' | 'examples'>): readonly {
  readonly files: number
  readonly words: string
  readonly examples: readonly string[]
}[] {
  const one = (files: number, singular: string, plural: string, some: readonly string[] = []) =>
    files === 0 ? [] : [{ files, words: files === 1 ? singular : plural, examples: some }]
  return [
    ...one(replaced, 'file is replaced', 'files are replaced', examples.replaced),
    ...one(added, 'file comes back that is not there', 'files come back that are not there'),
    ...one(same, 'file is there already, the same', 'files are there already, the same'),
    ...one(preserved, 'file stays as it is, as configured', 'files stay as they are, as configured', examples.preserved),
    ...one(stay, 'file stays that the backup does not have', 'files stay that the backup does not have'),
  ]
}

/** Half a sentence as a whole one. Pure. */
export function asSentence(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  const ends = /[.!?…]$/.test(trimmed) ? '' : '.'
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${ends}`
}

/** How all of them stand: `3 alive, 1 dead, 1 left alone`. Pure. */
export function countsInWords(agents: readonly Pick<AgentStanding, 'state' | 'held'>[]): string {
  const counts = new Map<string, number>()
  for (const agent of agents) {
    const word = standingWords(agent).word.toLowerCase()
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return [...counts].map(([word, count]) => `${count} ${word === 'needs you' && count > 1 ? 'need you' : word}`).join(', ')
}
