import type { BaseWindow, Dialog, MessageBoxOptions, MessageBoxReturnValue } from 'electron'
import type { FakeApp } from './app.ts'
import { faithful } from './faithful.ts'

/** A question that stands on the screen until it is answered. */
export type FakeQuestion = {
  /** The window that it stands in. */
  readonly window: BaseWindow | undefined
  readonly options: MessageBoxOptions
  /** Presses a button by its words; one that is not there cannot be pressed. */
  readonly press: (button: string) => void
  /** Esc, or the window's cross. */
  readonly dismiss: () => void
}

/** `dialog`: what was asked and told, and what the person answers. */
export function createFakeDialog(app: FakeApp) {
  const questions: FakeQuestion[] = []
  const boxes: { readonly title: string; readonly content: string }[] = []
  const waiting: ((question: FakeQuestion) => void)[] = []
  /** Whether nothing can be asked. */
  const broken = { now: false }

  function ask(options: MessageBoxOptions, window?: BaseWindow): Promise<MessageBoxReturnValue> {
    if (broken.now) return Promise.reject(new Error('no display'))
    const answer = Promise.withResolvers<MessageBoxReturnValue>()
    const end = (response: number) => {
      const at = questions.indexOf(question)
      if (at < 0) return
      questions.splice(at, 1)
      answer.resolve({ response, checkboxChecked: options.checkboxChecked ?? false })
    }
    const question: FakeQuestion = {
      window,
      options,
      press: (button) => {
        const index = (options.buttons ?? []).indexOf(button)
        if (index < 0) throw new Error(`There is no button "${button}" but ${(options.buttons ?? []).join(', ')}.`)
        end(index)
      },
      dismiss: () => end(options.cancelId ?? 0),
    }
    questions.push(question)
    if (options.signal?.aborted) question.dismiss()
    options.signal?.addEventListener('abort', question.dismiss, { once: true })
    waiting.shift()?.(question)
    return answer.promise
  }

  const dialog = faithful<Dialog>('dialog', {
    showMessageBox: (first: BaseWindow | MessageBoxOptions, second?: MessageBoxOptions) => {
      if (second !== undefined) return ask(second, first as BaseWindow)
      if (app.options.platform === 'darwin') throw new Error('On macOS a box without a window holds up the whole process.')
      return ask(first as MessageBoxOptions)
    },
    // What is asked at once, and holds everything up meanwhile, nobody of ours asks.
    showErrorBox: (title, content) => {
      // There it is only written to standard error before.
      if (app.isReady() || app.options.platform !== 'linux') boxes.push({ title, content })
    },
  })
  return {
    electron: { dialog },
    /** What stands on the screen and waits for an answer. */
    questions,
    broken,
    /** Told by `showErrorBox`. */
    boxes,
    /** The question that stands on the screen, or the next one. */
    asked: (): Promise<FakeQuestion> => {
      const [first] = questions
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve))
    },
  }
}
