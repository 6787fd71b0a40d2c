import { setTimeout as delay } from 'node:timers/promises'
import type { MessageBoxOptions } from 'electron'
import type { Jobs } from '../engine/jobs/jobs.ts'
import type { Electron } from './electron.ts'
import { isLeftHalfDone, type QuitAnswer, type QuitQuestion, quitAnswers, quitQuestion } from './quit-question.ts'
import type { Windows } from './windows/create-windows.ts'

/** What is ended, and how. */
export type QuitOptions = {
  readonly electron: Pick<Electron, 'app' | 'dialog'>
  readonly jobs: Pick<Jobs, 'list' | 'onMove'>
  /** `close` comes to its end also when a person keeps a window, for there is something in it that is not saved. */
  readonly windows: Pick<Windows, 'bring' | 'close' | 'isOpen'>
  readonly platform: NodeJS.Platform
  /** Shows a person that the app quits by and by. */
  readonly setQuitting: (quitting: boolean) => void
  /** Ends the schedule and what goes on politely, and closes the records. */
  readonly stop: () => Promise<void>
  /** Ends every program of ours by force, so that `stop` comes to its end. */
  readonly kill: () => void
  readonly log: (text: string) => void
  /** How long a polite end may take, and the records after a forced one, in ms. */
  readonly caps?: { readonly polite: number; readonly forced: number }
}

/** How the app quits. */
export type Quit = {
  /** A person wants to quit: asks where something goes on. The second time it does not wait any more, the third time it ends by force. */
  readonly quit: () => void
  /** Ends politely without asking anybody: the system wants it. The process is to be ended after it. */
  readonly endNow: () => Promise<void>
  /** Whether the app is about to end, by whichever way; a person may still keep a window, and with it the app. */
  readonly isEnding: () => boolean
  /** Whether nobody can keep it any more. */
  readonly isOver: () => boolean
  readonly close: () => void
}

/** A restic that is asked to end takes a second or two; more when a server does not answer. */
const usualCaps = { polite: 15_000, forced: 5_000 }

/**
 * Quits in order: the person is asked where something goes on, windows are closed, what goes on is finished or ended politely, the records are closed, and only
 * then the app ends. Whatever wants to quit the app comes by here.
 */
export function createQuit(options: QuitOptions): Quit {
  const { electron, jobs, windows, platform, setQuitting, stop, kill, log, caps = usualCaps } = options
  const { app, dialog } = electron
  let phase: 'running' | 'asking' | 'finishing' | 'ending' | 'ended' = 'running'
  let hurry = Promise.withResolvers<void>()
  let ending: Promise<void> | undefined

  const goingOn = () => jobs.list().filter(({ ended }) => ended === null)
  const logged = (error: unknown) => log(`quit: ${error instanceof Error ? (error.stack ?? '') : String(error)}`)

  function quit(): void {
    if (phase === 'finishing' || phase === 'ending') hurry.resolve()
    if (phase !== 'running') return
    const question = quitQuestion(jobs.list())
    void (question === undefined ? end() : askAndEnd(question)).catch(logged)
  }

  async function askAndEnd(question: QuitQuestion): Promise<void> {
    phase = 'asking'
    const asked = new Set(goingOn().map(({ id }) => id))
    // Where nobody can be asked nothing is cut off, and Quit asks anew.
    const answer = await ask(question).catch((error: unknown): QuitAnswer => {
      logged(error)
      return 'keep'
    })
    if (answer === 'finish' && ending === undefined) await finish()
    // The system did not wait for it.
    if (ending !== undefined) return
    phase = 'running'
    if (answer === 'keep') return
    // What a person has begun since was in no question.
    if (!goingOn().some(({ id, kind }) => !asked.has(id) && isLeftHalfDone(kind))) return end()
    setQuitting(false)
    quit()
  }

  /** What is finished while the question stands needs no answer. */
  async function ask({ message, detail, buttons }: QuitQuestion): Promise<QuitAnswer> {
    const nothingLeft = new AbortController()
    const leave = jobs.onMove(() => {
      if (quitQuestion(jobs.list()) === undefined) nothingLeft.abort()
    })
    try {
      const box: MessageBoxOptions = {
        type: 'question',
        title: 'Vaultkeeper',
        message,
        detail,
        buttons: [...buttons],
        defaultId: 0,
        cancelId: 2,
        noLink: true,
        signal: nothingLeft.signal,
      }
      // There a box without a window holds up the whole program, backups and all, until it is answered.
      const { response } = await (platform === 'darwin' ? dialog.showMessageBox(await windows.bring(), box) : dialog.showMessageBox(box))
      return nothingLeft.signal.aborted ? 'stop' : (quitAnswers[response] ?? 'keep')
    } finally {
      leave()
    }
  }

  async function finish(): Promise<void> {
    phase = 'finishing'
    hurry = Promise.withResolvers()
    setQuitting(true)
    const awaited = new Set(goingOn().map(({ id }) => id))
    const done = Promise.withResolvers<void>()
    const look = () => {
      if (!goingOn().some(({ id }) => awaited.has(id))) done.resolve()
    }
    const leave = jobs.onMove(look)
    look()
    await Promise.race([done.promise, hurry.promise])
    leave()
  }

  async function end(): Promise<void> {
    phase = 'ending'
    setQuitting(true)
    // A window that cannot be closed is no reason to stay.
    const failed = await windows.close().then(() => false, logged)
    // The system does not wait for what a person keeps open.
    if (failed === false && ending === undefined && windows.isOpen()) {
      phase = 'running'
      setQuitting(false)
      return
    }
    await endNow()
    phase = 'ended'
    // A window that is still there could say no to that, with the records closed.
    if (windows.isOpen()) app.exit(0)
    else app.quit()
  }

  function endNow(): Promise<void> {
    if (ending !== undefined) return ending
    phase = 'ending'
    hurry = Promise.withResolvers()
    ending = stopWithin()
    return ending
  }

  async function stopWithin(): Promise<void> {
    const over = new AbortController()
    const stopped = stop().catch(logged)
    const cap = (time: number) => delay(time, undefined, { signal: over.signal }).catch(() => undefined)
    const isStopped = await Promise.race([stopped.then(() => true), cap(caps.polite), hurry.promise])
    if (isStopped !== true) {
      log('quit: what goes on is ended by force')
      kill()
      await Promise.race([stopped, cap(caps.forced)])
    }
    over.abort()
  }

  const onBeforeQuit = (event: { preventDefault: () => void }) => {
    if (phase === 'ended') return
    event.preventDefault()
    quit()
  }
  app.on('before-quit', onBeforeQuit)
  return {
    quit,
    endNow,
    isEnding: () => phase === 'ending' || phase === 'ended',
    isOver: () => ending !== undefined,
    close: () => app.off('before-quit', onBeforeQuit),
  }
}
