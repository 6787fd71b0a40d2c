import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { type ClientBench, clientBench } from '../../helpers/client-bench.ts'
import { gitBench } from '../../helpers/git-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome } from '../../helpers/temporary-home.ts'

/** Begins all wishes at once, so that each comes while those before it go on. @returns the titles of the jobs that answered them */
async function titlesOf({ jobs, follow }: ClientBench, wishes: readonly (() => Promise<{ readonly job: string }>)[]): Promise<string[]> {
  const begun = await Promise.all(wishes.map((wish) => wish()))
  const titles = begun.map(({ job }) => jobs.get(job).title)
  expect(new Set(begun.map(({ job }) => job)).size).toBe(new Set(titles).size)
  for (const one of begun) await follow(one)
  return titles
}

it('for the same branch of another repository in the vault, or of another remote, is a job of its own', async () => {
  const git = gitBench()
  const home = await testHome({ environment: git.environment })
  const vault = git.cloned('Notes')
  const bench = clientBench(home)
  const wish = (which: object) => () => bench.client.git.bringBack({ vault, branch: 'main', ...which })
  const wishes = [wish({}), wish({ repository: '' }), wish({ repository: 'lib' }), wish({ repository: '', remote: 'origin' })]
  expect(await titlesOf(bench, [...wishes, wish({ repository: 'lib' })])).toEqual([
    'Bringing main of any repository in Notes back',
    'Bringing main of Notes back',
    'Bringing main of lib in Notes back',
    'Bringing main of Notes back, as it was on origin',
    'Bringing main of lib in Notes back',
  ])
})

it('for copying another plan or vault is a job of its own', async () => {
  const home = await testHome()
  const folder = temporaryFolder('copied')
  const at = (name: string) => path.join(folder, name)
  mkdirSync(at('notes'))
  writeFileSync(path.join(at('notes'), 'idea.md'), 'An idea.\n')
  const plan = { kind: 'daily', schedule: '0 7 * * *', sources: [{ vault: 'notes' }], repositories: ['near'], keep: 'all' }
  home.core.settings.configuration = Configuration.parse({
    version: 1,
    vaults: { notes: { name: 'Notes', path: at('notes'), recoveryDocument: false } },
    repositories: { near: { type: 'local', path: at('near') }, far: { type: 'local', path: at('far') } },
    plans: { daily: plan, other: plan },
  })
  const bench = clientBench(home)
  expect((await bench.follow(await bench.client.backups.start({ plan: 'daily' }))).end.verdict).toBe('done')
  const wish = (which: object) => () => bench.client.repositories.copy({ from: 'near', to: 'far', ...which })
  const wishes = [wish({}), wish({ plan: 'daily' }), wish({ plan: 'other' }), wish({ vault: 'Notes' })]
  expect(await titlesOf(bench, [...wishes, wish({ vault: 'notes', plan: 'daily' }), wish({ vault: 'notes' })])).toEqual([
    'Copying from near into far',
    'Copying the plan daily from near into far',
    'Copying the plan other from near into far',
    'Copying Notes from near into far',
    'Copying Notes of the plan daily from near into far',
    'Copying Notes from near into far',
  ])
})
