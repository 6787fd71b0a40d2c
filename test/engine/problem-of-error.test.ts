import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { ProblemError } from '../../main/engine/problem-error.ts'
import { messageOf, problemOfError } from '../../main/engine/problem-of-error.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const module = path.join(import.meta.dirname, '../../main/engine/problem-of-error.ts')

/** What is told of an error that a program of its own really met: `failing` is what it does, by `fs` and `place`. */
function toldOf(failing: string, { place = '', limits = 'true', uid = 0 } = {}): unknown {
  const program = `
    import fs from 'node:fs'
    import { problemOfError } from ${JSON.stringify(module)}
    const place = ${JSON.stringify(place)}
    try { ${failing} } catch (error) { process.stdout.write(JSON.stringify(problemOfError(error))) }`
  const words = ['-c', `${limits}; exec "$@"`, 'sh', process.execPath, '--conditions=source', '--input-type=module', '-e', program]
  const { stdout, stderr } = spawnSync('sh', words, { encoding: 'utf8', ...(uid === 0 ? {} : { uid }) })
  return JSON.parse(stdout || JSON.stringify(stderr))
}

describe('what a system refuses where nobody looked for it', () => {
  test.skipIf(process.getuid?.() !== 0)('a folder that this user may not read', () => {
    const place = path.join(temporaryFolder(), 'private')
    mkdirSync(place)
    chmodSync(place, 0o700)
    expect(toldOf('fs.readdirSync(place)', { place, uid: 65534 })).toEqual({
      code: 'file-not-allowed',
      sentence: `Vaultkeeper may not use ${place}.`,
      remedy: 'Give the account that runs Vaultkeeper the right to it, or run Vaultkeeper as its owner.',
    })
  })

  test('a full disk', () => {
    expect(toldOf("fs.writeFileSync('/dev/full', 'text')")).toMatchObject({ code: 'file-no-space', sentence: 'The disk is full.' })
  })

  test('a disk that fails', () => {
    // Address 0 of a process is never there: the system answers as a disk does that cannot read.
    expect(toldOf("fs.readSync(fs.openSync('/proc/self/mem'), Buffer.alloc(1), 0, 1, 0)")).toMatchObject({
      code: 'disk-fails',
      sentence: 'The disk cannot be read or written (EIO).',
    })
  })

  test('no more open files', () => {
    const place = temporaryFolder()
    expect(toldOf('for (;;) fs.openSync(place)', { place, limits: 'ulimit -n 40' })).toMatchObject({
      code: 'too-many-open-files',
      sentence: `The system lets Vaultkeeper open no more files (EMFILE): it needed ${place}.`,
    })
  })
})

describe('what is thrown', () => {
  test('a problem that somebody thought of stays what it is', () => {
    const problem = { code: 'a', sentence: 'b', remedy: 'c' }
    expect(problemOfError(new ProblemError(problem))).toBe(problem)
  })

  test('anything else is told as not expected, by its first line', () => {
    expect(problemOfError(new Error('first\nsecond')).sentence).toBe('Something went wrong that Vaultkeeper did not expect: first')
    expect(problemOfError('text').sentence).toMatch(/expect: text$/)
    expect(messageOf(Object.create(null))).toBe('something without words was thrown')
  })
})
