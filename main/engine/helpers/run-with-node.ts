import { spawn } from 'node:child_process'
import { helperFile } from './helper-file.ts'
import type { HelperEnd, RunHelper } from './run-helper.ts'

/** A helper under the Node that runs this process: the question on its standard input, the answer from its standard output. */
export const runWithNode: RunHelper = ({ name, question, environment, cap }) =>
  new Promise((resolve) => {
    const helper = spawn(process.execPath, ['--conditions=source', '--disable-warning=ExperimentalWarning', helperFile(name)], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: environment,
      windowsHide: true,
    })
    const timer = cap === undefined ? undefined : setTimeout(tooLate, cap)
    const end = (how: HelperEnd) => {
      clearTimeout(timer)
      resolve(how)
    }
    function tooLate() {
      helper.kill('SIGKILL')
      end({ ended: 'too-late' })
    }
    let output = ''
    helper.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    helper.on('error', (error) => end({ ended: 'not-started', why: error.message }))
    helper.on('close', (code, signal) => {
      const answer = parsed(output)
      end(
        answer === undefined
          ? { ended: 'without-answer', why: `ended with ${signal ?? `exit code ${code}`}` }
          : { ended: 'answered', answer },
      )
    })
    // A helper that died before it read its question is told by its exit, not by a broken pipe.
    helper.stdin.on('error', () => undefined)
    helper.stdin.end(JSON.stringify(question))
  })

/** One that was killed while it wrote has not answered. */
function parsed(output: string): unknown {
  try {
    return JSON.parse(output)
  } catch {
    return undefined
  }
}
