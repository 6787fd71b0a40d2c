import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { backUp, historyOf, openBench, verdictsOf } from '../helpers/cli-bench.ts'
import { signal, waitFor } from '../helpers/cli-processes.ts'
import { gitBench } from '../helpers/git-bench.ts'

/** A vault in git with a remote, backed up; the command line sees the same git as the test. */
async function guardedVault() {
  const bench = openBench()
  const git = gitBench(bench.folder)
  Object.assign(bench.environment, { GIT_CONFIG_GLOBAL: git.environment.GIT_CONFIG_GLOBAL, GIT_CONFIG_SYSTEM: '/dev/null' })
  git.git('.', 'init', '--quiet', '--bare', 'remote.git')
  git.git('Notes', 'init', '--quiet')
  git.git('Notes', 'remote', 'add', 'origin', git.at('remote.git'))
  git.commit('Notes', 'first.md')
  git.git('Notes', 'push', '--quiet', '--set-upstream', 'origin', 'main')
  const base = git.git('Notes', 'rev-parse', 'HEAD')
  writeFileSync(git.at('Notes', 'picture.bin'), Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 256)))
  git.git('Notes', 'add', 'picture.bin')
  const lost = git.commit('Notes', 'ideas/garden.md', 'what took a week\n')
  const tree = git.git('Notes', 'rev-parse', 'HEAD^{tree}')
  return { bench, git, base, lost, tree }
}

test('a branch that a force-push took, and a clone that went along with it and was swept, is had back from a snapshot with one command, byte for byte', async () => {
  const { bench, git, base, lost, tree } = await guardedVault()
  git.git('Notes', 'push', '--quiet', 'origin', 'main')
  const content = readFileSync(git.at('Notes', 'picture.bin'))
  expect(await bench.json(['git', bench.vault])).toMatchObject({ exitCode: 0, vaults: [{ state: 'up-to-date' }] })
  git.git('Notes', 'gc', '--quiet')
  const { result } = await backUp(bench)

  // Somebody else rewrites the remote, and this clone is made to follow it without a trace.
  git.git('.', 'clone', '--quiet', git.at('remote.git'), 'other')
  git.git('other', 'reset', '--quiet', '--hard', base)
  const rewritten = git.commit('other', 'instead.md')
  git.git('other', 'push', '--quiet', '--force', 'origin', 'main')
  git.git('Notes', 'fetch', '--quiet')
  git.git('Notes', 'reset', '--quiet', '--hard', 'origin/main')
  git.git('Notes', 'reflog', 'expire', '--expire=now', '--all')
  git.git('Notes', 'gc', '--quiet', '--prune=now')
  expect(() => git.git('Notes', 'cat-file', '-e', lost)).toThrow()
  // The newest snapshot does not have it any more.
  await backUp(bench)

  const told = await bench.cli(['git', bench.vault])
  expect(told.code).toBe(14)
  expect(told.stdout).toContain(
    `The history of main on "origin" was rewritten (a force-push): commit ${lost.slice(0, 10)}, which it had, is gone from it.`,
  )
  expect(told.stdout).toMatch(/--bring-back main/)

  // Killed in the middle, and said again.
  const running = bench.start(['git', bench.vault, '--bring-back', 'main'])
  await waitFor('a run that brings it back', () =>
    historyOf(bench).find((line) => line.event === 'run.intent' && line['kind'] === 'branch'),
  )
  signal(running.pid, 'SIGKILL')
  await running.ended
  const back = await bench.json(['git', bench.vault, '--bring-back', 'main'])
  expect(back, JSON.stringify(back)).toMatchObject({
    exitCode: 0,
    verdict: 'done',
    result: { branch: 'main', name: 'main-regained', commit: lost },
  })
  expect(back.result.snapshot).toBe(result.snapshot)
  expect(git.git('Notes', 'rev-parse', 'main-regained^{tree}')).toBe(tree)
  git.git('Notes', 'fsck', '--full', '--strict')
  // Nothing else moved.
  expect(git.git('Notes', 'rev-parse', 'main')).toBe(rewritten)
  expect(git.git('Notes', 'status', '--porcelain')).toBe('')
  git.git('Notes', 'checkout', '--quiet', 'main-regained')
  expect(readFileSync(git.at('Notes', 'picture.bin')).equals(content)).toBe(true)
  expect(verdictsOf(bench, 'branch')).toEqual(['interrupted', 'done'])
  expect(readdirSync(path.join(bench.home, 'temporary'))).toEqual([])

  // Still told, until somebody says that it was meant; then never again.
  expect((await bench.cli(['git', bench.vault])).code).toBe(14)
  const accepted = await bench.json(['git', bench.vault, '--accept', 'main'])
  expect(accepted.exitCode).not.toBe(14)
  expect(historyOf(bench).find(({ event }) => event === 'git.accepted')).toMatchObject({
    remote: 'origin',
    branch: 'main',
    head: rewritten,
  })
})

test('a branch that was deleted on its remote and here comes back under its own name; one that no snapshot has is said to be nowhere', async () => {
  const { bench, git, base, lost } = await guardedVault()
  git.git('Notes', 'branch', 'draft/garden')
  git.git('Notes', 'push', '--quiet', 'origin', 'draft/garden')
  git.git('Notes', 'reset', '--quiet', '--hard', base)
  expect((await bench.json(['git', bench.vault])).vaults).toMatchObject([{ state: 'up-to-date' }])
  // On no remote at all.
  git.git('Notes', 'checkout', '--quiet', '-b', 'only-here')
  const mine = git.commit('Notes', 'mine.md')
  git.git('Notes', 'checkout', '--quiet', 'main')
  await backUp(bench)
  git.git('Notes', 'branch', '--quiet', '-D', 'only-here')
  git.git('remote.git', 'update-ref', '-d', 'refs/heads/draft/garden')
  git.git('Notes', 'fetch', '--quiet', '--prune')
  git.git('Notes', 'branch', '--quiet', '-D', 'draft/garden')
  git.git('Notes', 'reflog', 'expire', '--expire=now', '--all')
  git.git('Notes', 'gc', '--quiet', '--prune=now')
  const told = await bench.cli(['git', bench.vault])
  expect([told.code, told.stdout]).toEqual([15, expect.stringContaining('The branch draft/garden is gone from "origin"')])

  const back = await bench.cli(['git', bench.vault, '--bring-back', 'draft/garden'])
  expect([back.code, back.stderr]).toEqual([0, expect.any(String)])
  expect(back.stdout).toMatch(/The branch draft\/garden is back: [0-9a-f]{10}, from manual\//)
  expect(git.git('Notes', 'rev-parse', 'draft/garden')).toBe(lost)
  expect(git.git('Notes', 'show', 'draft/garden:ideas/garden.md')).toBe('what took a week')
  // Pushed again, it is mended by itself.
  git.git('Notes', 'push', '--quiet', 'origin', 'draft/garden')
  expect((await bench.cli(['git', bench.vault])).code).toBe(0)

  // And one of which only the snapshots know.
  const regained = await bench.json(['git', bench.vault, '--bring-back', 'only-here'])
  expect(regained).toMatchObject({ exitCode: 0, result: { name: 'only-here', commit: mine, commits: 1 } })
  expect(git.git('Notes', 'show', 'only-here:mine.md')).toBe('mine.md')
  const nowhere = await bench.json(['git', bench.vault, '--bring-back', 'never'])
  expect(nowhere).toMatchObject({ exitCode: 1, problem: { code: 'branch-not-found' } })
})

test('says how a vault stands where it is asked, and what was wrong with the question', async () => {
  const { bench, git } = await guardedVault()
  const inside = await bench.cli(['git'], { cwd: bench.vault })
  expect([inside.code, inside.stdout.split('\n')]).toEqual([10, expect.arrayContaining(['  One thing needs you.'])])
  expect(inside.stdout).toContain('! 1 commit of main is not on "origin" yet, from ')
  // A folder that is no vault has no other name.
  expect(inside.stdout).toContain(`Push: vaultkeeper git ${bench.vault} --push\n`)
  const below = await bench.cli(['git'], { cwd: git.at('Notes', 'ideas') })
  expect([below.code, below.stdout]).toEqual([10, expect.stringContaining(`on "origin" in ${bench.vault} yet`)])
  git.git('Notes', 'push', '--quiet', 'origin', 'main')
  const well = await bench.cli(['git', bench.vault])
  expect([well.code, well.stdout]).toEqual([0, '✔ Notes: Everything is committed, and on "origin".\n'])
  for (const wrong of [
    ['--push', '--accept', 'main'],
    ['--accept', 'main'],
  ])
    expect((await bench.cli(['git', ...(wrong.length > 2 ? [bench.vault] : []), ...wrong])).code).toBe(2)
  expect(await bench.json(['git', bench.vault, '--accept', 'main'])).toMatchObject({
    exitCode: 1,
    problem: { code: 'git-branch-not-lost' },
  })
  expect(await bench.json(['git', 'nowhere'])).toMatchObject({ exitCode: 1, problem: { code: 'vault-unknown' } })
})

test('what a remote of a repository within the vault did is accepted by the line that is told of it, and the same branch of the vault stays', async () => {
  const { bench, git } = await guardedVault()
  const inner = "Notes/plug in's"
  git.git('.', 'clone', '--quiet', git.at('remote.git'), inner)
  git.git('.', 'init', '--quiet', '--bare', 'inner.git')
  git.git(inner, 'remote', 'set-url', 'origin', git.at('inner.git'))
  writeFileSync(git.at('Notes', '.git/info/exclude'), "plug in's\n")
  for (const [folder, remote] of [
    ['Notes', 'remote.git'],
    [inner, 'inner.git'],
  ] as const) {
    git.commit(folder, 'lost.md')
    git.git(folder, 'push', '--quiet', 'origin', 'main')
    await bench.cli(['git', bench.vault])
    git.git(folder, 'reset', '--quiet', '--hard', 'HEAD~1')
    git.git(remote, 'update-ref', 'refs/heads/main', 'HEAD~1')
  }
  const rewritten = async () => {
    const { vaults } = await bench.json(['git', bench.vault])
    const { findings } = (vaults as { findings: { state: string; repository: string; remedy: string }[] }[])[0] ?? { findings: [] }
    return findings.filter(({ state }) => state === 'rewritten')
  }
  const told = await rewritten()
  expect(told.map(({ repository }) => repository)).toEqual(['', "plug in's"])
  const line = /.*vaultkeeper (git .*--accept .*)$/.exec(told[1]?.remedy ?? '')?.[1] ?? ''
  // As a shell reads it.
  const words = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`])
    .toString()
    .split('\0')
    .slice(0, -1)
  expect(words).toEqual(['git', bench.vault, '--accept', 'main', '--repository', "plug in's"])
  expect((await bench.cli(words)).code).toBe(14)
  expect((await rewritten()).map(({ repository }) => repository)).toEqual([''])
  expect(await bench.json(['git', bench.vault, '--accept', 'main', '--repository', 'plugins'])).toMatchObject({
    exitCode: 1,
    problem: { code: 'git-repository-unknown', remedy: "There is: its own (.), plug in's." },
  })
  expect((await bench.cli(['git', bench.vault, '--accept', 'main', '--repository', '.'])).code).toBe(0)
})
