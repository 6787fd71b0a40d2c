import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { ProblemError } from '../../engine/problem-error.ts'

/** Much longer than any secret, in bytes: a line of `/dev/zero` would never end. */
const most = 2 ** 20

/** Reads one line: on a terminal after a question and without showing what is typed, else from standard input as it is. Throws a problem for a line without end. */
export function askSecret(question: string): Promise<string> {
  const terminal = process.stdin.isTTY === true
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal })
  if (terminal) process.stderr.write(question)
  return new Promise((resolve, reject) => {
    let answer = ''
    let read = 0
    const count = ({ length }: Buffer) => {
      read += length
      if (read <= most) return
      const sentence = 'The first line of standard input is too long for a secret.'
      reject(new ProblemError({ code: 'secret-too-long', sentence, remedy: 'Give the secret alone, on a line of its own.' }))
      lines.close()
    }
    if (!terminal) process.stdin.on('data', count)
    lines.once('line', (line) => {
      answer = line
      lines.close()
    })
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => {
      process.stdin.off('data', count)
      if (terminal) process.stderr.write('\n')
      resolve(answer)
    })
  })
}
