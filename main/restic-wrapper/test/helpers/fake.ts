import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { createRestic, type Repository, type Restic, type ResticSettings } from '../../src/index.ts'

/** A folder of the test file's own, removed when the file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'restic-wrapper-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Installs the fake program; `withMode` gives a wrapper around it that behaves in one way. */
export function installFake(folder: string) {
  const program = join(folder, 'restic')
  const source = readFileSync(new URL('../fixtures/fake-restic.cjs', import.meta.url), 'utf8')
  writeFileSync(program, `#!${process.execPath}\n${source}`)
  chmodSync(program, 0o755)
  return {
    program,
    withMode(mode: string, more: Record<string, string> = {}, settings: Partial<ResticSettings> = {}): Restic {
      return createRestic({ program, cacheDirectory: join(folder, 'cache'), environment: { FAKE_MODE: mode, ...more }, ...settings })
    },
  }
}

/** A repository for programs that do not look at it. */
export const someRepository: Repository = { location: '/nowhere', password: { from: 'value', value: 'secret-word' } }

/** Whether a process is there and no zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
