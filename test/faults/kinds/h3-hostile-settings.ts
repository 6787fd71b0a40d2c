import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import type { OperationEnd } from '../fault-bench.ts'
import type { Kind } from '../kind.ts'

/** Texts that parsers take and nobody meant. Each is a problem in words, at once, and in little memory. */
const configurations: Readonly<Record<string, (text: string) => string | Buffer>> = {
  'half a gigabyte': (text: string) => text,
  '200,000 deep': () => `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`,
  prototype: (text) => text.replace('"plans"', '"__proto__": {"polluted": true}, "plans"'),
  'of the constructor': (text) => text.replace('"daily":', '"constructor": {"prototype": {"x": 1}}, "daily":'),
  'number beyond all': (text) => text.replace('"last": 30', '"last": 9007199254740993000'),
  'lone surrogate': (text) => text.replace('"daily":', '"da\\ud800ily":'),
  'UTF-16': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'path with a NUL': (text) => text.replace('"path": "', '"path": "\\u0000'),
  'a bare text': () => '"backup"',
}

/** The same for the file of variables. */
const variables: Readonly<Record<string, string | Buffer>> = {
  binary: Buffer.from([0xff, 0xfe, 0x00, 0x01, 0x0a]),
  'very long': `A=${'x'.repeat(2_000_000)}\n`,
}

/** The configuration, or the file of variables, is made to hurt whoever reads it. */
export const kind: Kind = {
  id: 'H3',
  says: 'configuration or .env huge, 200,000 deep, __proto__, UTF-16',
  operations: ['scheduled', 'prune', 'copy', 'backup'],
  weight: 2,
  arm: (bench, { random }) => {
    const file = path.join(bench.home, 'backup_schedule.json')
    const variableFile = path.join(bench.home, '.env')
    const right = readFileSync(file, 'utf8')
    const ofVariables = random() < 0.25
    const how = pick(random, Object.keys(ofVariables ? variables : configurations))
    if (ofVariables) writeFileSync(variableFile, variables[how] ?? '')
    else writeFileSync(file, configurations[how]?.(right) ?? '')
    if (how === 'half a gigabyte') truncateSync(file, 512 * 2 ** 20)
    return {
      hit: () =>
        ofVariables ||
        !readFileSync(file)
          .subarray(0, right.length + 1)
          .equals(Buffer.from(right)),
      wrong: async (end) => [
        ...(isTold(end) || isTold(await bench.json(['status'])) ? [] : [`H3, ${how}: ended with ${end.code}, and nobody is told`]),
        ...(end.took > 15_000 ? [`H3, ${how}: told only after ${Math.round(end.took)} ms`] : []),
        ...(end.signal === null ? [] : [`H3, ${how}: it was ended by ${end.signal}`]),
        ...(end.lines.some(({ event }) => event === 'snapshots.removed') ? [`H3, ${how}: something was removed`] : []),
      ],
      disarm: () => {
        writeFileSync(file, right)
        rmSync(variableFile, { force: true })
      },
    }
  },
}

function isTold({ code, stdout, stderr }: OperationEnd): boolean {
  return code !== 0 && /backup_schedule|configuration|\.env/i.test(`${stdout}${stderr}`)
}
