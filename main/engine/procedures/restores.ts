import { isAbsolute } from 'node:path'
import { implement } from '@orpc/server'
import { restores as contract, type RestoreWish } from '../../contract/procedures/restores.ts'
import { endedRun } from '../jobs/ended-run.ts'
import { restoreTitle } from '../jobs/restore-title.ts'
import { fail } from '../problem-error.ts'
import { comparingNote } from '../restore/plan-restore.ts'
import { previewSentence } from '../restore/preview-sentence.ts'
import { unfinishedRestores } from '../restore/unfinished-restores.ts'
import { finishRestore } from '../runs/finish-restore.ts'
import { lookAhead, type RestoreRequest, restore } from '../runs/restore-run.ts'
import { previewUndo, undo, undoable } from '../runs/undo-run.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  preview: os.preview.handler(async ({ context, input, signal }) => {
    const notes: string[] = []
    const host = hostOf(context, signal)
    const { preview, refusal } = await lookAhead(context.core, requestOf(input), {
      ...host,
      onProgress: (progress) => {
        if (progress.step === 'note' && progress.text !== comparingNote) notes.push(progress.text)
        host.onProgress(progress)
      },
    })
    return { preview, sentence: previewSentence(preview), refusal, notes }
  }),
  start: os.start.handler(({ context: { core, jobs }, input }) => {
    const request = requestOf(input)
    const about = {
      kind: 'restore',
      title: restoreTitle(core, input),
      vault: input.vault ?? null,
      repository: input.repository ?? null,
    } as const
    return { job: jobs.begin(about, async (host) => ({ runs: [endedRun.restore(core, await restore(core, request, host))] })).id }
  }),
  finish: os.finish.handler(({ context: { core, jobs }, input: { run, ...how } }) => {
    const about = { kind: 'restore', title: 'Finishing a restore that was cut off' } as const
    return { job: jobs.begin(about, async (host) => ({ runs: [endedRun.restore(core, await finishRestore(core, run, how, host))] })).id }
  }),
  list: os.list.handler(async ({ context: { core } }) => {
    await core.state.catchUp()
    return { undoable: undoable(core), unfinished: unfinishedRestores(core) }
  }),
  previewUndo: os.previewUndo.handler(({ context, input, signal }) => previewUndo(context.core, input.run, hostOf(context, signal))),
  undo: os.undo.handler(({ context: { core, jobs }, input }) => {
    const about = { kind: 'undo', title: 'Undoing a restore' } as const
    return { job: jobs.begin(about, async (host) => ({ runs: [endedRun.undo(core, await undo(core, input.run, host))] })).id }
  }),
})

/** The wish in the engine's terms, in which the snapshot and a path of it are one reference. */
export function requestOf({ snapshot, paths, target, ...wish }: RestoreWish): RestoreRequest {
  if (target !== null && !isAbsolute(target))
    fail('path-not-absolute', `"${target}" does not say where it lies.`, 'Name the folder from the root on.')
  const [reference = snapshot, ...more] = paths.map((path) => `${snapshot}:${path}`)
  return { ...wish, vault: wish.vault, reference, more, target: target ?? undefined, overwrite: wish.overwrite }
}
