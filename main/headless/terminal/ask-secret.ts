import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** Reads one line: on a terminal after a question and without showing what is typed, else from standard input as it is. */
export function askSecret(question: string): Promise<string> {
  const terminal = process.stdin.isTTY === true
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal })
  if (terminal) process.stderr.write(question)
  return new Promise((resolve) => {
    let answer = ''
    lines.once('line', (line) => {
      answer = line
      lines.close()
    })
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => {
      if (terminal) process.stderr.write('\n')
      resolve(answer)
    })
  })
}
