import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { projectFolder } from './helpers/cli-run.ts'
import { temporaryFolder } from './helpers/temporary-folder.ts'

type File = { readonly name: string; readonly status: 'passed' | 'failed'; readonly tests: readonly (readonly [string, string])[] }

const good: File = {
  name: '/p/good.test.ts',
  status: 'passed',
  tests: [
    ['good one', 'passed'],
    ['left out', 'skipped'],
  ],
}
const bad: File = {
  name: '/p/bad.test.ts',
  status: 'failed',
  tests: [
    ['first', 'passed'],
    ['second', 'failed'],
  ],
}
const mended: File = { ...bad, status: 'passed', tests: bad.tests.map(([name]) => [name, 'passed']) }
const unread: File = { name: '/p/unread.test.ts', status: 'failed', tests: [] }

const held = { passed: 0, failed: 0, skipped: 0 }

async function report(command: string[], ...reports: (readonly File[] | undefined)[]): Promise<{ lines: string[]; code: number }> {
  return reportWith(command, held, ...reports)
}

async function reportWith(
  command: string[],
  faults: typeof held | undefined,
  ...reports: (readonly File[] | undefined)[]
): Promise<{ lines: string[]; code: number }> {
  const folder = temporaryFolder('ci')
  const ofFaults = path.join(folder, 'faults')
  mkdirSync(ofFaults)
  if (faults !== undefined) writeFileSync(path.join(ofFaults, 'faults-1.json'), JSON.stringify({ sums: faults }))
  const files = reports.map((files, at) => {
    const file = path.join(folder, `${at}.json`)
    const testResults = files?.map(({ tests, ...rest }) => ({
      ...rest,
      assertionResults: tests.map(([fullName, status]) => ({
        fullName,
        status,
        failureMessages: status === 'failed' ? ['expected 1 to be 2'] : [],
      })),
    }))
    if (testResults !== undefined) writeFileSync(file, JSON.stringify({ testResults }))
    return file
  })
  const all = [path.join(projectFolder, '.ci', 'report.cjs'), ...command, ...(command[0] === 'count' ? [ofFaults] : []), ...files]
  const { stdout, code } = await promisify(execFile)(process.execPath, all).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  )
  return { lines: stdout.trimEnd().split('\n').filter(Boolean), code }
}

describe('what CI makes of the tests', () => {
  test('all that passed', async () => {
    expect(await report(['count', '0'], [good])).toEqual({ lines: ['1 passed, 0 failed, 1 skipped'], code: 0 })
  })

  test('faults that struck and were held are counted, and those that were not have failed', async () => {
    expect(await reportWith(['count', '0'], { passed: 300, failed: 0, skipped: 2 }, [good])).toEqual({
      lines: ['301 passed, 0 failed, 3 skipped'],
      code: 0,
    })
    expect(await reportWith(['count', '0'], { passed: 299, failed: 1, skipped: 0 }, [good])).toEqual({
      lines: ['300 passed, 1 failed, 1 skipped'],
      code: 1,
    })
  })

  test('faults without a report have failed', async () => {
    expect(await reportWith(['count', '0'], undefined, [good])).toEqual({
      lines: ['The faults have left no report.', '1 passed, 1 failed, 1 skipped'],
      code: 1,
    })
  })

  test('one that failed twice has failed', async () => {
    expect(await report(['again'], [good, bad])).toEqual({ lines: ['/p/bad.test.ts'], code: 0 })
    expect(await report(['count', '1'], [good, bad], [bad])).toEqual({
      lines: ['FAILED: /p/bad.test.ts: second: expected 1 to be 2', '2 passed, 1 failed, 1 skipped'],
      code: 1,
    })
  })

  test('one that passes at the second try is told by its name', async () => {
    const { lines, code } = await report(['count', '1'], [good, bad], [mended])
    expect(lines).toEqual([
      'PASSED ONLY WHEN RUN AGAIN, ALONE: /p/bad.test.ts: second: expected 1 to be 2',
      '3 passed, 0 failed, 1 skipped',
    ])
    expect(code).toBe(0)
  })

  test('many files that failed are not run again', async () => {
    const many = Array.from({ length: 9 }, (_, at) => at).map((at) => ({ ...bad, name: `/p/${at}.test.ts` }))
    expect(await report(['again'], many)).toEqual({ lines: [], code: 0 })
    expect((await report(['count', '1'], many)).lines.at(-1)).toBe('9 passed, 9 failed')
  })

  test('a file that could not be read, no report, no tests, and an error outside of all tests are failures', async () => {
    expect((await report(['count', '1'], [good, unread])).lines).toEqual([
      'FAILED: /p/unread.test.ts: no reason given',
      '1 passed, 1 failed, 1 skipped',
    ])
    expect((await report(['count', '1'], [good, unread], [unread])).code).toBe(1)
    expect((await report(['count', '1'], undefined)).lines).toEqual(['0 passed, 1 failed'])
    expect((await report(['count', '0'], [])).code).toBe(1)
    expect((await report(['count', '1'], [good])).lines).toEqual(['1 passed, 1 failed, 1 skipped'])
    // The second run ended without a report: what failed has failed.
    expect((await report(['count', '1'], [good, bad], undefined)).lines.at(-1)).toBe('2 passed, 1 failed, 1 skipped')
  })
})
