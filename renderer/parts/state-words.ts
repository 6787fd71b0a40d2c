import type { AgentState } from '../../main/contract/agent-events.ts'
import type { Verdict } from '../../main/contract/verdict.ts'
import type { Tone } from './tones.ts'

/** How a vault or a plan stands, as a word and a tone. The keys are the engine's. */
export const stateWords: Readonly<Record<string, { readonly word: string; readonly tone: Tone }>> = {
  protected: { word: 'Protected', tone: 'good' },
  running: { word: 'Running', tone: 'info' },
  'never-ran': { word: 'No backup yet', tone: 'attention' },
  warning: { word: 'Warning', tone: 'attention' },
  paused: { word: 'Paused', tone: 'attention' },
  'not-verified': { word: 'Not verified', tone: 'bad' },
  stale: { word: 'Stale', tone: 'bad' },
  failed: { word: 'Failed', tone: 'bad' },
  anomaly: { word: 'Unusual change', tone: 'bad' },
}

/** How a run ended, as a word and a tone; `null`: it goes on. */
export function verdictWords(verdict: Verdict | null): { readonly word: string; readonly tone: Tone } {
  switch (verdict) {
    case null:
      return { word: 'Running', tone: 'info' }
    case 'done':
      return { word: 'Done', tone: 'good' }
    case 'warnings':
      return { word: 'With warnings', tone: 'attention' }
    case 'not-verified':
      return { word: 'Not verified', tone: 'bad' }
    case 'failed':
      return { word: 'Failed', tone: 'bad' }
    case 'interrupted':
      return { word: 'Interrupted', tone: 'bad' }
    case 'skipped':
      return { word: 'Skipped', tone: 'calm' }
    case 'cancelled':
      return { word: 'Cancelled', tone: 'calm' }
  }
}

/** How an agent stands, as a word and a tone. */
export const agentStateWords: Readonly<Record<AgentState, { readonly word: string; readonly tone: Tone }>> = {
  alive: { word: 'Alive', tone: 'good' },
  late: { word: 'Late', tone: 'attention' },
  dead: { word: 'Dead', tone: 'bad' },
  unknown: { word: 'Unknown', tone: 'calm' },
  recovering: { word: 'Coming back', tone: 'info' },
  escalated: { word: 'Needs you', tone: 'bad' },
}
