import type { EndedRunOf } from '../contract/procedures/ended-run.ts'
import type { JobEnd, Progress } from '../contract/procedures/jobs.ts'
import type { RunKind } from '../contract/run-kind.ts'
import { ProblemError } from '../engine/problem-error.ts'
import { CancelledError } from '../engine/runs/record-run.ts'
import type { ClientSession } from './command-host.ts'

/** What a procedure answered that began a job. */
type Begun = { readonly job: string }

/**
 * Follows a job to its end and shows what it tells; an interrupt asks it to end. Throws the problem of one that did not come to be any run.
 */
export async function followToEnd({ client, host }: ClientSession, { job }: Begun): Promise<JobEnd> {
  const cancel = () => void client.jobs.cancel({ job })
  if (host.signal.aborted) cancel()
  host.signal.addEventListener('abort', cancel, { once: true })
  try {
    let notes = 0
    let shown: Progress | null = null
    for await (const now of await client.jobs.follow({ job })) {
      for (const text of now.notes.slice(notes)) host.onProgress({ step: 'note', text })
      notes = now.notes.length
      if (now.progress !== null && !isSame(now.progress, shown)) host.onProgress(now.progress)
      shown = now.progress
      if (now.ended !== null) return thrown(now.ended)
    }
    throw new TypeError('a job is followed to its end')
  } finally {
    host.signal.removeEventListener('abort', cancel)
  }
}

/** The one run that a job of this kind is. */
export async function followRun<Kind extends RunKind>(
  session: ClientSession,
  begun: Begun,
  ...kinds: readonly Kind[]
): Promise<EndedRunOf<Kind>> {
  const { runs } = await followToEnd(session, begun)
  return runs.find((run): run is EndedRunOf<Kind> => kinds.some((kind) => run.kind === kind)) as EndedRunOf<Kind>
}

/** What is told again only because something else has moved. */
function isSame(one: Progress, other: Progress | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function thrown(end: JobEnd): JobEnd {
  if (end.problem === null) return end
  throw end.verdict === 'cancelled' ? new CancelledError() : new ProblemError(end.problem)
}
