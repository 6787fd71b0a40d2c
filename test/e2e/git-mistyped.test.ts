import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { backUp, expectFailure, openBench, verdictsOf } from '../helpers/cli-bench.ts'
import { gitBench } from '../helpers/git-bench.ts'

test('a mistyped name is no vault, also inside of one: nothing else is looked at or pushed in its stead', {
  timeout: 120_000,
}, async () => {
  const bench = openBench()
  const git = gitBench(bench.folder)
  Object.assign(bench.environment, git.environment)
  const alpha = git.cloned('alpha')
  mkdirSync(git.at('alpha', 'inside'))
  await backUp(bench, alpha)
  git.commit('alpha', 'not-pushed.md')
  const there = () => git.git('alpha.git', 'rev-parse', 'main')
  const before = there()

  for (const cwd of [bench.folder, alpha, git.at('alpha', 'inside')])
    await expectFailure(
      bench,
      ['git', 'betta', '--push'],
      { exit: 1, code: 'vault-unknown', sentence: /There is no vault and no folder "betta"\.$/, remedy: /There are: alpha\./ },
      { cwd },
    )
  await expectFailure(bench, ['git', path.join(alpha, 'gone')], { exit: 1, code: 'vault-unknown', sentence: /no folder/, remedy: /alpha/ })
  expect(there()).toBe(before)
  expect(verdictsOf(bench, 'push')).toEqual([])

  // What is there means the vault around it as before, and so does the current folder.
  for (const named of [[git.at('alpha', 'inside')], ['first.md'], ['.'], []])
    expect(await bench.json(['git', ...named], { cwd: alpha })).toMatchObject({ vaults: [{ name: 'alpha', path: alpha }] })
  expect(await bench.json(['git', '--push'], { cwd: git.at('alpha', 'inside') })).toMatchObject({ vaults: [{ state: 'up-to-date' }] })
  expect(there()).not.toBe(before)
})
