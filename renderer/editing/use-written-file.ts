import { useQuery } from '@tanstack/react-query'
import { orpc } from '../api.ts'

/** `backup_schedule.json` as it is: its text, what it says as plain values, and its mistakes. */
export function useWrittenFile() {
  return useQuery(orpc.editing.check.queryOptions({ input: { edits: [] } }))
}
