import { createInterface } from 'node:readline'

/** Asks a question on the terminal and shows what is typed. Without a terminal nobody is asked, and the answer is empty. */
export function askLine(question: string): Promise<string> {
  if (process.stdin.isTTY !== true) return Promise.resolve('')
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: true })
  return new Promise((resolve) => {
    let answer = ''
    lines.question(question, (line) => {
      answer = line.trim()
      lines.close()
    })
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => resolve(answer))
  })
}
