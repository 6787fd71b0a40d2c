import { chmodSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runProgram } from '../../../main/engine/restic/run-program.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

test.skipIf(process.platform === 'win32')('a program is never taken from the folder that happens to be the current one', async () => {
  const cwd = temporaryFolder()
  for (const name of ['uname', 'planted-program']) {
    writeFileSync(path.join(cwd, name), '#!/bin/sh\necho planted\n')
    chmodSync(path.join(cwd, name), 0o755)
  }
  const run = (program: string, PATH: string) => runProgram(program, [], { environment: { PATH }, timeoutMs: 5_000, cwd })
  for (const front of ['.', '', './', '../'.concat(path.basename(cwd))]) {
    expect((await run('uname', `${front}:/usr/bin:/bin`)).stdout, front).not.toContain('planted')
    expect((await run('planted-program', `${front}:/usr/bin:/bin`)).startError, front).toBe('ENOENT')
    expect((await run('planted-program', front)).startError, front).toBe('ENOENT')
  }
  // By its full name it is another thing.
  expect((await run(path.join(cwd, 'uname'), '.')).stdout).toBe('planted\n')
})
