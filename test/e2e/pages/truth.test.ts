import { beforeAll, describe, expect, it } from 'vitest'
import { at, recordRun } from '../../engine/health/records.ts'
import { openPage } from '../../helpers/browser.ts'
import { answerWithProblem } from '../../helpers/page-host/answers.ts'
import { engineIsHere } from '../../helpers/page-host/page-host.ts'
import { type ServedHome, serveHome } from '../../helpers/served-home.ts'

let home: ServedHome
beforeAll(async () => {
  home = await serveHome()
  await home.configure({
    vaults: { notes: { name: 'Notes', path: '~/Notes', recoveryDocument: false } },
    repositories: { drive: { type: 'local', path: '~/copies' } },
    plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['drive'] } },
  })
  await recordRun(home, at(20, '07:00'), { repository: 'drive', snapshot: 'a' })
  home.setTime(at(20, '08:00'))
})

describe.runIf(engineIsHere())('an overview that stays open', () => {
  it('does not go on saying that all is well when nothing happens any more', async () => {
    const { page } = await openPage(home.address())
    const answer = page.getByRole('region', { name: 'Am I protected?' })
    await answer.getByText(/^Notes is protected/).waitFor()
    // Nobody records anything: time goes by.
    home.setTime(at(24))
    await answer.getByText(/^Notes is not protected: there has been no good backup/).waitFor()
  })

  it('says when what it shows could not be had anew', async () => {
    home.setTime(at(20, '08:00'))
    const { page, complaints } = await openPage(home.address())
    const answer = page.getByRole('region', { name: 'Am I protected?' })
    await answer.getByText(/^Notes is protected/).waitFor()
    complaints.allow(/409|overview/)
    const data = { code: 'home-unusable', sentence: 'The home cannot be read.', remedy: 'Look at its disk.' }
    const mend = await answerWithProblem(page, 'overview/get', data)
    await recordRun(home, at(20, '08:01'), { repository: 'drive', snapshot: 'b' })
    await page.getByText('What you see may be out of date. The home cannot be read.').waitFor()
    expect(await answer.count()).toBe(1)
    await mend()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText(/may be out of date/).waitFor({ state: 'detached' })
  })
})
