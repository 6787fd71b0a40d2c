import { text } from 'node:stream/consumers'

/** What a helper talks through in Electron: its `process.parentPort`. */
export type ParentPort = {
  readonly on: (event: 'message', listener: (event: { readonly data: unknown }) => void) => unknown
  readonly postMessage: (message: unknown) => void
}

/** The way to whoever started this process; `undefined` where Node runs it. */
export function parentPort(): ParentPort | undefined {
  const port = (process as NodeJS.Process & { readonly parentPort?: ParentPort }).parentPort
  // Electron only warns of what was thrown and not caught: a helper that failed would be waited for for ever.
  if (port !== undefined) process.on('unhandledRejection', () => process.exit(1))
  return port
}

/**
 * Makes this process a helper: it reads its one question, answers, and ends. In Electron whoever asked ends it, once he has the answer: what was sent just
 * before a process ends may be lost with it.
 */
export async function answerOnce<Question>(answer: (question: Question) => unknown): Promise<void> {
  const port = parentPort()
  if (port !== undefined) {
    port.on('message', async ({ data }) => port.postMessage(await answer(data as Question)))
    return
  }
  const question = JSON.parse(await text(process.stdin)) as Question
  process.stdout.write(JSON.stringify(await answer(question)), () => process.exit(0))
}
