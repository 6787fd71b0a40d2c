import { describe, expect, test, vi } from 'vitest'
import type { Problem } from '../../main/contract/problem.ts'
import { performAction } from '../../main/electron/perform-action.ts'
import { problemTeller } from '../../main/electron/tell-problem.ts'
import { clientBench } from '../helpers/client-bench.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { testHome } from '../helpers/temporary-home.ts'

async function openShell() {
  const home = await testHome()
  const bench = clientBench(home)
  const told: Problem[] = []
  const shell = { client: bench.client, windows: { open: vi.fn() }, quit: vi.fn(), tell: (problem: Problem) => void told.push(problem) }
  return { ...bench, home, shell, told }
}

describe('an action', () => {
  test('that is refused is told and does not reject: nobody waits for it', async () => {
    const { shell, told } = await openShell()
    await performAction(shell, { do: 'cancel', job: 'unknown' })
    await performAction(shell, { do: 'back-up', plan: 'nowhere' })
    await performAction(shell, { do: 'back-up', plan: null })
    expect(told.map(({ code }) => code)).toEqual(['job-unknown', 'plan-unknown', 'no-plan'])
    for (const { sentence, remedy } of told) expect(`${sentence} ${remedy}`).toMatch(/^[A-Z"].*\.? .*\w/)
  })

  test('what keeps a backup from being a run is told; a run that failed is news by itself', async () => {
    const { shell, told, jobs } = await openShell()
    const problem = { code: 'conflict', sentence: 'It is in the way.', remedy: 'Wait.' }
    const outcome = (runs: unknown[]) => ({ verdict: 'failed', problem, runs })
    let ended = outcome([])
    const client = {
      ...{ schedule: shell.client.schedule },
      backups: { all: async () => ({ job: 'a' }) },
      jobs: {
        follow: async function* () {
          yield { ended: null }
          yield { ended }
        },
      },
    } as unknown as typeof shell.client
    await performAction({ ...shell, client }, { do: 'back-up', plan: null })
    expect(told).toEqual([problem])
    ended = outcome([{}])
    await performAction({ ...shell, client }, { do: 'back-up', plan: null })
    expect(told).toHaveLength(1)
    expect(jobs.list()).toEqual([])
  })

  test('resume ends every pause: of all plans, and of single ones', async () => {
    const { shell, client, home } = await openShell()
    for (const plan of ['one', 'two'])
      await home.core.record({
        event: 'plan.known',
        plan,
        repository: 'default',
        schedule: 'daily',
        timeZone: 'UTC',
        since: '2026-01-01T00:00:00Z',
      })
    await performAction(shell, { do: 'pause', length: 'hour' })
    await home.core.record({ event: 'schedule.paused', plan: 'one', until: null, by: 'a person' })
    expect((await client.schedule.get()).pauses.map(({ plan }) => plan).toSorted()).toEqual([null, 'one'].toSorted())
    await performAction(shell, { do: 'resume' })
    expect((await client.schedule.get()).pauses).toEqual([])
  })
})

describe('telling why', () => {
  const problem = { code: 'no-plan', sentence: 'There is no plan.', remedy: 'Make one.' }

  test('a box, one for each sentence; from it the window opens', async () => {
    const { electron, dialog } = createFakeElectron()
    const open = vi.fn()
    const tell = problemTeller(electron, open, () => {}, 'linux')
    tell(problem)
    tell(problem)
    expect(dialog.questions).toHaveLength(1)
    const question = await dialog.asked()
    expect(question.options).toMatchObject({ message: 'There is no plan.', detail: 'Make one.' })
    question.dismiss()
    await new Promise(setImmediate)
    expect(open).not.toHaveBeenCalled()
    tell(problem)
    ;(await dialog.asked()).press('Open Vaultkeeper')
    await expect.poll(() => open.mock.calls).toHaveLength(1)
  })

  test('whatever is in it the box is plain, and no higher than a screen', async () => {
    const { electron, dialog } = createFakeElectron()
    const sentence = `The vault "a\n\n\u202egnp.exe\u001b[31m" ${'is gone. '.repeat(500)}`
    problemTeller(
      electron,
      () => {},
      () => {},
      'linux',
    )({ ...problem, sentence, remedy: `Look.${'\n'.repeat(500)}Now.` })
    const { message, detail } = (await dialog.asked()).options
    expect(message).toMatch(/^The vault "a gnp\.exe\[31m" is gone\./)
    expect(message.length).toBeLessThanOrEqual(300)
    expect(detail).toBe('Look. Now.')
  })

  test('on macOS a notification: a box would hold up the program', () => {
    const { electron, dialog, notification } = createFakeElectron({ platform: 'darwin' })
    const open = vi.fn()
    const tell = problemTeller(electron, open, () => {}, 'darwin')
    tell(problem)
    tell(problem)
    expect(dialog.questions).toEqual([])
    const [shown, ...more] = notification.onScreen()
    expect(more).toEqual([])
    expect(shown).toMatchObject({ title: 'There is no plan.', body: 'Make one.' })
    shown?.click()
    expect(open).toHaveBeenCalledTimes(1)
  })
})
