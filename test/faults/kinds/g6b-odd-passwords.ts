import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { rawRepository } from '../raw-repository.ts'

/** What is in the file that holds the password, and whether that can be one: restic takes text without line breaks, and cuts spaces off its ends. */
const passwords: Readonly<Record<string, { content: string | Buffer; works: boolean }>> = {
  empty: { content: '', works: false },
  'only a line break': { content: '\n', works: false },
  'four kilobytes': { content: `${'Pässwort '.repeat(450)}x\n`, works: true },
  'a line break inside': { content: 'one\ntwo\n', works: false },
  'a NUL': { content: 'one\0two\n', works: false },
  'no text': { content: Buffer.from([0x70, 0xed, 0xa0, 0x80, 0x71, 0x0a]), works: false },
  'two megabytes': { content: 'x'.repeat(2_000_000), works: false },
  spaces: { content: ' in front and behind \n', works: false },
  'as Windows ends lines': { content: 'windows\r\n', works: true },
  quotes: { content: `"$(touch x)" 'and' \\n %s\n`, works: true },
  'decomposed letters': { content: 'cafe\u0301 und \ud83d\udddd\ufe0f\n', works: true },
}

/** A password that many programs would cut, change or hand on wrongly: it opens the repository exactly, or is refused in words. */
export const kind: Kind = {
  id: 'G6b',
  says: 'odd passwords: empty, 4 kB, line breaks, NUL, no text, spaces',
  operations: ['copy'],
  weight: 2,
  arm: async (bench, { random }) => {
    const which = pick(random, Object.keys(passwords))
    const { content, works } = passwords[which] ?? { content: '', works: false }
    const file = path.join(bench.folder, 'keys', 'odd')
    writeFileSync(file, content, { mode: 0o600 })
    if (works) await rawRepository(bench, bench.drive).run('key', 'add', '--new-password-file', file)
    bench.environment['VAULTKEEPER_PASSWORD_FILE_DRIVE'] = file
    return {
      hit: () => true,
      wrong: ({ code, answer, took }) => [
        ...(works === (code === 0) ? [] : [`G6b: ${which}: ended with ${code}: ${answer?.problem?.sentence}`]),
        ...(works || /password/i.test(answer?.problem?.sentence ?? '')
          ? []
          : [`G6b: ${which}: nobody would know why: ${answer?.problem?.sentence}`]),
        ...(took < 15_000 ? [] : [`G6b: ${which}: told only after ${Math.round(took)} ms`]),
      ],
    }
  },
}
