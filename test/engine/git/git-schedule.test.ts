import { renameSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { acceptBranch } from '../../../main/engine/git/accept-branch.ts'
import { gitVault } from '../../../main/engine/git/git-vault.ts'
import { tellNews } from '../../../main/engine/news/tell-news.ts'
import { overview } from '../../../main/engine/overview/overview.ts'
import { gitPair } from '../../helpers/git-pair.ts'
import { scheduleBench } from '../../helpers/schedule-bench.ts'

/** A vault in git that the schedule looks after each hour, from eight o'clock. */
async function bench(git: object, machine: object = {}) {
  const pair = gitPair('git-schedule')
  const notifications = { desktop: { failures: true } }
  const configuration = { vaults: { notes: { name: 'Notes', path: pair.vault, git } }, notifications }
  const day = (time: string) => `2027-01-04T${time}:00Z`
  const schedule = await scheduleBench({ configuration, started: day('08:00'), machine, environment: pair.environment, execute: 'real' })
  await schedule.at(day('08:00'))
  const looks = () =>
    schedule
      .events('git.looked')
      .map(({ due, verdict, code, matters }) => [due?.slice(11, 16), verdict, code, matters?.map((one) => one.code)])
  return {
    ...pair,
    ...schedule,
    at: (time: string) => schedule.at(day(time)),
    looks,
    headThere: (where = pair.remote) => pair.gitIn(where, 'rev-parse', 'main'),
    news: async () => {
      await tellNews(schedule.core, schedule.core.settings.configuration, schedule.core.ports.clock.now(), new AbortController().signal)
      return schedule.events('news.raised').map(({ kind, subject, title }) => [kind, subject, title])
    },
    cards: async () => (await overview(schedule.core)).problems.filter(({ code }) => code.startsWith('git-')),
  }
}

test('looks once an hour, says so in one line where nothing has changed, and does not push unless that is wanted', async () => {
  const { at, looks, commit, headThere, runs, core, scheduler } = await bench({ push: 'after-session' })
  const before = headThere()
  await at('09:00')
  await at('09:30')
  await at('10:00')
  expect(looks()).toEqual([
    ['09:00', 'done', undefined, []],
    ['10:00', 'done', undefined, undefined],
  ])
  expect(scheduler.nextLook()?.toISOString()).toBe('2027-01-04T11:00:00.000Z')
  commit('second.md')
  await at('11:00')
  expect(looks().at(-1)).toEqual(['11:00', 'done', undefined, ['git-ahead']])
  expect(headThere()).toBe(before)
  expect(runs()).toEqual([])
  expect(core.settings.configuration?.vaults['notes']?.git?.schedule).toBe('every 1h')
})

test('pushes to each remote by itself where that is wanted: one that is gone holds up no other, and is told', async () => {
  const { at, looks, commit, headThere, runs, events, git, folder, cards, addRemote } = await bench({
    push: 'scheduled',
    remotes: ['origin', 'mirror'],
  })
  const mirror = addRemote('mirror')
  await at('09:00')
  // The mirror had nothing yet: it has the branch that is checked out now.
  expect(headThere(mirror)).toBe(git('rev-parse', 'main'))
  renameSync(mirror, path.join(folder, 'away.git'))
  const now = commit('second.md')
  await at('10:00')
  expect(headThere()).toBe(now)
  expect(runs()).toEqual(['@git/notes 01-04T09:00 schedule: done', '@git/notes 01-04T10:00 schedule: done'])
  expect(events('run.intent').map(({ target }) => target)).toEqual(['mirror', 'origin'])
  expect(looks().at(-1)).toEqual(['10:00', 'done', undefined, ['git-remote-gone']])
  expect(await cards()).toMatchObject([
    { title: 'A git remote of Notes is gone', tone: 'attention', action: { kind: 'open-vault', vault: 'notes' } },
  ])
})

test('without a network it is not looked: that is recorded once, and made up for', async () => {
  const network = { online: true, metered: false }
  const { at, looks, skips, commit, headThere } = await bench({ push: 'scheduled' }, { network: async () => network })
  const now = commit('second.md')
  network.online = false
  // Longer gaps would be sleep.
  for (const time of ['08:58', '09:00', '09:02', '09:04', '09:06']) await at(time)
  expect(looks()).toEqual([])
  expect(skips()).toEqual(['@git/git:notes 01-04T09:00..01-04T09:00 x1 no-network'])
  network.online = true
  await at('09:08')
  expect(looks().map(([, verdict]) => verdict)).toEqual(['done'])
  expect(headThere()).toBe(now)
})

test('a remote that is away is tried again soon where it lacks something, and told after a day', async () => {
  const { at, looks, commit, git, remote, news } = await bench({ push: 'scheduled' })
  await at('09:00')
  git('remote', 'set-url', 'origin', 'http://127.0.0.1:1/notes.git')
  await at('10:00')
  // It lacks nothing: the next hour is soon enough.
  expect(looks().at(-1)).toEqual(['10:00', 'done', undefined, ['git-offline']])
  commit('second.md')
  await at('11:00')
  await at('11:02')
  expect(looks().slice(-2)).toEqual([
    ['11:00', 'failed', 'git-offline', undefined],
    ['11:00', 'failed', 'git-offline', undefined],
  ])
  expect(await news()).toEqual([])
  git('remote', 'set-url', 'origin', remote)
  await at('11:08')
  expect(looks().at(-1)).toEqual(['11:00', 'done', undefined, []])
})

test('from a force-push at the remote to the news, the card and back', async () => {
  const { at, looks, commit, git, gitIn, remote, news, cards, headThere, core, setTime } = await bench({ push: 'scheduled' })
  const first = git('rev-parse', 'HEAD')
  const lost = commit('second.md')
  await at('09:00')
  expect(headThere()).toBe(lost)
  gitIn(remote, 'update-ref', 'refs/heads/main', first)
  await at('10:00')
  expect(looks().at(-1)).toEqual(['10:00', 'done', undefined, ['git-rewritten']])
  // What somebody took out of the world is not put back unasked.
  expect(headThere()).toBe(first)
  const told = [['git', 'git/notes/git-rewritten', 'A branch of Notes was rewritten at its remote']]
  expect(await news()).toEqual(told)
  expect(await cards()).toMatchObject([
    {
      tone: 'attention',
      title: 'A branch of Notes was rewritten at its remote',
      // The branch here still holds it: nothing is to be had from a snapshot.
      remedy: expect.stringMatching(/^See what is different: git log .* - then bring both together, or say that it was on purpose\.$/),
      action: { kind: 'open-vault', vault: 'notes' },
      also: [{ kind: 'accept-git', vault: 'notes', remote: 'origin', branch: 'main' }],
    },
  ])
  await at('11:00')
  expect(await news()).toEqual(told)

  setTime(new Date('2027-01-04T11:30:00Z'))
  expect(await acceptBranch(core, gitVault(core, 'notes'), { branch: 'main' })).toBe(1)
  await at('12:00')
  expect(await cards()).toEqual([])
  expect(await news()).toEqual([...told, ['recovered', 'git/notes/git-rewritten', 'The rewritten branch of Notes is settled']])
})
