import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { expectHealthy, historyOf, notedRestic, openBench } from '../helpers/cli-bench.ts'
import { signal, waitFor } from '../helpers/cli-processes.ts'
import { writeNotes } from '../helpers/cli-tree.ts'

/** A plan that stops a service before its backup and starts it again after. @returns which of the two ran, in order */
function serviceBench() {
  const bench = openBench()
  mkdirSync(bench.home, { recursive: true })
  writeNotes(bench.vault, 3)
  const log = path.join(bench.folder, 'log')
  const program = (name: string) => {
    const file = path.join(bench.folder, name)
    writeFileSync(file, `#!/bin/sh\necho ${name} >> '${log}'\n`)
    chmodSync(file, 0o755)
    return file
  }
  const hooks = { before: { command: [program('stop-service'), 'a secret'] }, after: { command: [program('start-service'), 'a secret'] } }
  const configuration = {
    version: 1,
    vaults: { notes: { path: bench.vault, recoveryDocument: false } },
    repositories: { default: { type: 'local', path: path.join(bench.home, 'repositories', 'default') } },
    plans: { often: { kind: 'on-change', sources: ['notes'], approval: false, hooks } },
  }
  writeFileSync(path.join(bench.home, 'backup_schedule.json'), JSON.stringify(configuration))
  return { bench, ran: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []) }
}

/** Kills Vaultkeeper and its restic between the two hooks. */
async function killBetween({ bench }: ReturnType<typeof serviceBench>, parameters: string[]): Promise<void> {
  const hold = bench.shim.hold('backup')
  const running = bench.start(parameters)
  await hold.reached()
  const restic = await notedRestic(bench, running, 'backup')
  signal(running.pid, 'SIGKILL')
  signal(restic, 'SIGKILL')
  await running.ended
  hold.letGo()
}

describe('a run that was killed between its hooks (kill -9)', { timeout: 120_000 }, () => {
  test('says which one did not run and what to do, without its arguments, and the next run of the plan runs it', async () => {
    const service = serviceBench()
    const { bench, ran } = service
    await killBetween(service, ['backup', 'often'])
    expect(ran()).toEqual(['stop-service'])
    const status = await bench.cli(['status'])
    expect(status.code).toBe(1)
    expect(status.stdout).toMatch(
      /Vaultkeeper was ended in the middle of this backup, so its after-hook \(.*\/start-service\) did not run, or not to its end\./,
    )
    expect(status.stdout).toContain('The next run of the plan runs it. At once: vaultkeeper backup often. Or run it by hand.')
    expect(status.stdout).not.toContain('a secret')
    expect(ran()).toEqual(['stop-service'])
    expect((await bench.cli(['backup', 'often'])).code).toBe(0)
    expect(ran()).toEqual(['stop-service', 'stop-service', 'start-service'])
    expect((await bench.cli(['status'])).stdout).not.toContain('start-service')
    await expectHealthy(bench)
  })

  test('is made up for by the next daemon, with both hooks', async () => {
    const service = serviceBench()
    const { bench, ran } = service
    await killBetween(service, ['daemon'])
    const daemon = bench.start(['daemon'])
    await waitFor('the after-hook', () => ran().length === 3)
    expect(ran()).toEqual(['stop-service', 'stop-service', 'start-service'])
    await waitFor('its record', () => historyOf(bench).some((line) => line.event === 'run.outcome' && line.verdict === 'done'))
    signal(daemon.pid, 'SIGTERM')
    expect((await daemon.ended).code).toBe(0)
  })
})
