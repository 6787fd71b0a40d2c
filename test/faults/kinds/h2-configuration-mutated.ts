import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { between, pick } from '../../helpers/seeded.ts'
import type { OperationEnd } from '../fault-bench.ts'
import type { Kind } from '../kind.ts'

/** What becomes of a configuration that is edited badly, or not by hand at all. */
const ways: Readonly<Record<string, (text: string, at: number) => string>> = {
  cut: (text, at) => text.slice(0, at),
  'a byte out': (text, at) => text.slice(0, at) + text.slice(at + 1),
  // At the end of a line: within a name it would be another name.
  'a brace more': (text, at) => `${text.slice(0, at)}${text.slice(at).replace(/$/m, '{')}`,
  'an unknown word': (text) => text.replace('"version"', '"versoin"'),
  'a wrong type': (text) => text.replace('"daily",', '17,'),
  'a newer version': (text) => text.replace('"version": 1', '"version": 99'),
  'a byte that is no text': (text, at) => `${text.slice(0, at)}\u0000${text.slice(at)}`,
  'two of a name': (text) => text.replace('"version": 1,', '"version": 1, "version": 2,'),
  'very deep': () => `${'['.repeat(50_000)}`,
  '1e999': (text) => text.replace('"last": 30', '"last": 1e999'),
  'more than a mebibyte': (text) => `${text}${' '.repeat(1_200_000)}x`,
}

/** The configuration is damaged. That is told, what was good before counts meanwhile, nothing is guessed, and the file stays as it is. */
export const kind: Kind = {
  id: 'H2',
  says: 'configuration cut, mistyped, damaged, too large',
  operations: ['backup', 'scheduled', 'prune', 'copy'],
  weight: 3,
  arm: (bench, { random }) => {
    const file = path.join(bench.home, 'backup_schedule.json')
    const right = readFileSync(file, 'utf8')
    const how = pick(random, Object.keys(ways))
    const wrongText = ways[how]?.(right, between(random, 1, right.length - 2)) ?? ''
    writeFileSync(file, wrongText)
    return {
      hit: () => true,
      wrong: async (end) => [
        // A folder can be backed up without any configuration: then the status says that it is not in force. A byte less inside of a name leaves a good one.
        ...(how === 'a byte out' || isTold(end) || isTold(await bench.json(['status']))
          ? []
          : [`H2: ${how}: ended with ${end.code}, and nobody is told`]),
        ...(end.lines.some(({ event }) => event === 'snapshots.removed') && how !== 'a byte out'
          ? [`H2: ${how}: something was removed by rules that are not in force`]
          : []),
        ...(readFileSync(file, 'utf8') === wrongText ? [] : [`H2: ${how}: the file was written over`]),
        ...(end.took > 20_000 ? [`H2: ${how}: told only after ${Math.round(end.took)} ms`] : []),
      ],
      disarm: () => writeFileSync(file, right),
    }
  },
}

function isTold({ code, stdout, stderr }: OperationEnd): boolean {
  return code !== 0 && /backup_schedule|configuration/i.test(`${stdout}${stderr}`)
}
