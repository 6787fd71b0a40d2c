import type { HistoryEntry } from '../../contract/procedures/history.ts'

/** Whether an entry of the list says a text somewhere that a person reads, whatever the case. Pure. @param text in small letters */
export function says(entry: HistoryEntry, text: string): boolean {
  return wordsOf(entry).some((words) => words?.toLowerCase().includes(text))
}

function wordsOf(entry: HistoryEntry): readonly (string | null | undefined)[] {
  if (entry.what === 'skip') return [entry.skip.plan, entry.skip.repository, entry.skip.reason]
  if (entry.what === 'decision') {
    const { decision, by, subject, plan, repository } = entry.decision
    return [decision, by, subject, plan, repository, entry.vaultName]
  }
  const { id, kind, plan, repository, path, label, target, snapshot, problem, warnings, result } = entry.run
  const labelled = result?.['label']
  return [
    id,
    kind,
    plan,
    repository,
    entry.vaultName,
    path,
    label,
    typeof labelled === 'string' ? labelled : null,
    target,
    snapshot,
    problem?.sentence,
    problem?.code,
    ...warnings,
  ]
}
