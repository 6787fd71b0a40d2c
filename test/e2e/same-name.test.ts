import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type Bench, backUp, expectFailure, openBench } from '../helpers/cli-bench.ts'

/** Two vaults called "docs", each with a note of the same name and one of its own. */
async function twoDocs(): Promise<{ bench: Bench; work: string; ours: string }> {
  const bench = openBench()
  const [work, ours] = ['work', "our own $HOME's"].map((folder) => path.join(bench.folder, folder, 'docs')) as [string, string]
  for (const folder of [work, ours]) {
    const of = path.basename(path.dirname(folder))
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'plan.md'), `of ${of}`)
    writeFileSync(path.join(folder, folder === work ? 'onlywork.md' : 'onlyours.md'), `only of ${of}`)
    await backUp(bench, folder)
  }
  return { bench, work, ours }
}

/** The words of a piece of a command line, as a shell takes them. */
function asTyped(words: string): string[] {
  return execFileSync('bash', ['-c', `printf '%s\\0' ${words}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)
}

test('a name that two vaults have means neither, and everything that is said tells them apart', { timeout: 120_000 }, async () => {
  const { bench, work, ours } = await twoDocs()
  const inWords = `'${ours.replaceAll("'", "'\\''")}'`

  for (const command of [
    ['find', 'onlywork', '--vault', 'docs'],
    ['versions', 'plan.md', '--vault', 'docs'],
    ['snapshots', '--vault', 'docs'],
    ['drill', 'docs'],
    ['restore', 'latest', '--vault', 'docs', '--to', path.join(bench.folder, 'out')],
    ['git', 'docs'],
  ]) {
    const { ended } = await expectFailure(bench, command, {
      exit: 1,
      code: 'vault-ambiguous',
      sentence: /^(x )?2 vaults are called "docs"\.$/,
      remedy: /Write instead of that name: /,
    })
    const words = /instead of that name: (.*)$/m.exec(ended.stderr)?.[1]?.split(' or ') ?? []
    expect(words.flatMap(asTyped).sort(), command.join(' ')).toEqual([ours, work].sort())
  }

  // What is said to choose by chooses that one.
  const told = await bench.json(['restore', 'latest', '--to', path.join(bench.folder, 'told')])
  expect(told.problem?.sentence).toBe(
    `"latest" means a snapshot of each of 2 vaults: ${[ours, work].sort((one, other) => one.localeCompare(other)).join(', ')}.`,
  )
  const flag = /^Say which with: (--vault .*)$/.exec(told.problem?.remedy ?? '')?.[1] ?? ''
  const target = path.join(bench.folder, 'chosen')
  expect(await bench.json(['restore', 'latest', ...asTyped(flag), '--to', target])).toMatchObject({ exitCode: 0 })
  expect(told.problem?.sentence.indexOf(asTyped(flag)[1] ?? '?')).toBe(told.problem?.sentence.indexOf('/'))
  expect(`of ${path.basename(path.dirname(asTyped(flag)[1] ?? ''))}`).toBe(readFileSync(path.join(target, 'plan.md'), 'utf8'))
  expect((await bench.cli(['find', 'onlywork', '--vault', work])).stdout).toMatch(/onlywork\.md/)

  // Hints name the vault that they are about.
  for (const command of [
    ['versions', 'plan.md'],
    ['find', 'plan'],
  ]) {
    const { stdout, stderr } = await bench.cli(command)
    const hint = /vaultkeeper (?:show|versions) .*$/m.exec(`${stdout}\n${stderr}`)?.[0] ?? ''
    expect(hint).toMatch(/--vault/)
    expect(
      [` --vault ${work}`, ` --vault ${inWords}`].some((end) => hint.endsWith(end)),
      hint,
    ).toBe(true)
    const pasted = await bench.cli(asTyped(hint).slice(1))
    expect(pasted.code, pasted.stderr).toBe(0)
  }

  const { stdout } = await bench.cli(['status'])
  for (const folder of [work, ours]) expect(stdout).toContain(`✔ protected  ${folder}`)
  expect(await bench.json(['status'])).toMatchObject({ vaults: [{ name: 'docs' }, { name: 'docs' }] })
})
