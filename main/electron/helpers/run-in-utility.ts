import type { HelperEnd, RunHelper } from '../../engine/helpers/run-helper.ts'
import type { Electron } from '../electron.ts'
import { endUtility, startUtility } from './start-utility.ts'

/** Runs helpers as utility processes. To be called once the app is ready: Electron starts none before. */
export function runInUtility(electron: Pick<Electron, 'utilityProcess'>): RunHelper {
  return ({ name, question, environment, cap }) =>
    new Promise((resolve) => {
      let helper: ReturnType<typeof startUtility>
      try {
        helper = startUtility(electron, name, environment)
      } catch (error) {
        return resolve({ ended: 'not-started', why: error instanceof Error ? error.message : String(error) })
      }
      const timer = cap === undefined ? undefined : setTimeout(() => end({ ended: 'too-late' }), cap)
      let ended = false
      function end(how: HelperEnd, exited = false) {
        clearTimeout(timer)
        ended = true
        if (!exited) endUtility(helper)
        resolve(how)
      }
      helper.once('message', (answer: unknown) => end({ ended: 'answered', answer }))
      helper.once('exit', (code) => ended || end({ ended: 'without-answer', why: `ended with exit code ${code}` }, true))
      helper.postMessage(question)
    })
}
