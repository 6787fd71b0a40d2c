import type { BaseWindow, Dialog, MessageBoxOptions, MessageBoxReturnValue, MessageBoxSyncOptions } from 'electron'
import type { FakeApp } from './app.ts'
import { faithful } from './faithful.ts'

/** A question that stands on the screen until it is answered. */
export type FakeQuestion = {
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
  /** Questions that hold everything up, and the button that the person presses at the next ones. */
  const atOnce = { asked: [] as string[], press: '' }

  function ask(options: MessageBoxOptions): Promise<MessageBoxReturnValue> {
    const answer = Promise.withResolvers<MessageBoxReturnValue>()
    const end = (response: number) => {
      const at = questions.indexOf(question)
      if (at < 0) return
      questions.splice(at, 1)
      answer.resolve({ response, checkboxChecked: options.checkboxChecked ?? false })
    }
    const question: FakeQuestion = {
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
    showMessageBox: (first: BaseWindow | MessageBoxOptions, second?: MessageBoxOptions) => ask(second ?? (first as MessageBoxOptions)),
    showMessageBoxSync: (first: BaseWindow | MessageBoxSyncOptions, second?: MessageBoxSyncOptions) => {
      const { message, buttons = [], cancelId = 0 } = second ?? (first as MessageBoxSyncOptions)
      atOnce.asked.push(message)
      const index = buttons.indexOf(atOnce.press)
      return index < 0 ? cancelId : index
    },
    showErrorBox: (title, content) => {
      // There it is only written to standard error before.
      if (app.isReady() || app.options.platform !== 'linux') boxes.push({ title, content })
    },
  })
  return {
    electron: { dialog },
    /** What stands on the screen and waits for an answer. */
    questions,
    atOnce,
    /** Told by `showErrorBox`. */
    boxes,
    /** The question that stands on the screen, or the next one. */
    asked: (): Promise<FakeQuestion> => {
      const [first] = questions
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve))
    },
  }
}
