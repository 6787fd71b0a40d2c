import type { GuardedFile, GuardStage } from '../../../main/contract/procedures/guard.ts'
import type { Tone } from '../../parts/tones.ts'

/** How far one of the files has come that belong to a set-up. Pure. @param git whether the vault is in git at all */
export function fileInWords(file: GuardedFile, git: boolean): { readonly words: string; readonly tone: Tone } {
  const { exists, tracked, ignored, committed, pushed } = file
  if (!exists) return { words: 'Not there', tone: 'calm' }
  if (!git) return { words: 'There', tone: 'calm' }
  if (tracked === 'no') return { words: ignored ? 'Git is told to ignore it' : 'Not in git', tone: 'attention' }
  if (tracked === 'partly') return { words: 'Only part of it is in git', tone: 'attention' }
  if (!committed) return { words: 'In git, changed since the last commit', tone: 'attention' }
  if (pushed === null) return { words: 'In git; there is no remote', tone: 'calm' }
  return pushed ? { words: 'In git and on the remote', tone: 'good' } : { words: 'Committed, not pushed', tone: 'attention' }
}

const stages: Readonly<Record<GuardStage, string>> = {
  loose: 'not in git yet',
  staged: 'the next commit would take it along',
  committed: 'it is committed',
  pushed: 'it is on the remote',
}

/** How far something has come that git should not have. Pure. */
export function stageInWords(stage: GuardStage): string {
  return stages[stage]
}
