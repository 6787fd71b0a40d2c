import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** I7: whether each line of the history follows the line before. Written anew here, so that a mistake of the program's own check is no mistake of this one. */
export function brokenChain(home: string): string[] {
  const names = readdirSync(home)
    .filter((name) => /^system-history(\.\d+)?\.jsonl$/.test(name))
    .sort((a, b) => Number(a === 'system-history.jsonl') - Number(b === 'system-history.jsonl') || (a < b ? -1 : 1))
  const wrong: string[] = []
  let previous = '0'.repeat(64)
  let seq = 0
  let torn = 0
  for (const name of names) {
    const lines = readFileSync(path.join(home, name), 'utf8').split('\n')
    const last = lines.pop()
    if (last !== '') wrong.push(`I7: ${name} ends within a line`)
    for (const [at, line] of lines.entries()) {
      const cut = line.lastIndexOf(',"hash":"')
      const hash = line.slice(cut + 9, cut + 73)
      if (
        cut < 0 ||
        createHash('sha256')
          .update(`${line.slice(0, cut)}}`)
          .digest('hex') !== hash
      ) {
        torn += 1
        continue
      }
      const value = JSON.parse(line) as { seq: number; previous: string; event: string }
      // One line may account for several before it: what was cut off is ended by the next try, which may be cut off as well.
      if (value.event === 'history.torn') torn = 0
      if (value.event !== 'history.break' && (value.previous !== previous || value.seq !== seq + 1))
        wrong.push(`I7: ${name}, line ${at + 1} does not follow the line before`)
      previous = hash
      seq = value.seq
    }
  }
  if (torn > 0) wrong.push(`I7: ${torn} lines of the history are damaged, and nothing says why`)
  return wrong
}
