import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { type Bench, expectFailure, openBench } from '../helpers/cli-bench.ts'

let bench: Bench
const at = (...parts: string[]) => path.join(bench.vault, ...parts)

beforeEach(() => {
  bench = openBench()
  mkdirSync(at('rules'))
  writeFileSync(at('priority_weights.json'), '{"risk":1,"speed":2}\n')
  writeFileSync(at('rules', 'one.md'), 'Never delete.\nAlways ask.\n')
  mkdirSync(bench.home, { recursive: true })
  const include = ['priority_weights.json', 'rules/**']
  writeFileSync(
    path.join(bench.home, 'backup_schedule.json'),
    JSON.stringify({
      version: 1,
      vaults: { agents: { name: 'Agents', path: bench.vault, recoveryDocument: false } },
      plans: { 'on-change': { kind: 'on-change', sources: [{ vault: 'agents', include }] } },
    }),
  )
})

async function ok(...parameters: string[]): Promise<string> {
  const { code, stdout, stderr } = await bench.cli(parameters)
  expect({ code, stderr }, stdout).toMatchObject({ code: 0 })
  return stdout
}

test('a person sees what changed, approves one change and takes another back; who decided what is told', async () => {
  await ok('backup', 'on-change')
  expect(await ok('changes')).toBe('No change waits for a decision.\n')
  writeFileSync(at('priority_weights.json'), '{"risk":9,"speed":2}\n')
  writeFileSync(at('rules', 'two.md'), 'esc \u001b[31m and tab\there\n')
  rmSync(at('rules', 'one.md'))
  await ok('backup', 'on-change')
  const listed = await ok('changes')
  expect(listed).toMatch(/^id +found +plan +vault +files\n[0-9a-f]{8} +just now +on-change +Agents +priority_weights\.json and 2 more\n/)
  const [{ id, hash }] = (await bench.json(['changes']))['changes'] as [{ id: string; hash: string }]
  const shown = await ok('changes', id)
  expect(shown).toContain(`hash ${hash}`)
  expect(shown).toContain('3 files changed, 2 lines added, 3 removed')
  expect(shown).toContain(
    'priority_weights.json  (changed, compared with one value a line)\n@@ -1,4 +1,4 @@ risk\n {\n-  "risk": 1,\n+  "risk": 9,\n   "speed": 2\n }',
  )
  expect(shown).toContain('rules/one.md  (removed)\n@@ -1,2 +0,0 @@\n-Never delete.\n-Always ask.')
  expect(shown).toContain('rules/two.md  (added)\n@@ -0,0 +1,1 @@\n+esc \\x1b[31m and tab\there')
  const json = await bench.json(['changes', id])
  expect(json).toMatchObject({
    holds: true,
    change: { id },
    files: [{ path: 'priority_weights.json', how: 'json', hunks: [{ oldStart: 1 }] }, {}, {}],
  })

  expect(await ok('approve', id, '--by', 'Ada')).toBe(
    `✔ Approved ${id} (priority_weights.json and 2 more) by Ada, hash ${hash.slice(0, 12)}\n`,
  )
  writeFileSync(at('rules', 'two.md'), 'Delete all.\n')
  await ok('backup', 'on-change')
  const [{ id: next }] = (await bench.json(['changes']))['changes'] as [{ id: string }]
  const reverted = await ok('revert', next)
  expect(reverted).toMatch(/✔ Reverted [0-9a-f]{8} in Agents: 1 file put back\n {2}What was there before is kept in /)
  expect(readFileSync(at('rules', 'two.md'), 'utf8')).toBe('esc \u001b[31m and tab\there\n')
  expect(await ok('approve', '--all')).toBe('No change waits for a decision.\n')
  const trail = await ok('changes', '--all')
  expect(trail).toMatch(new RegExp(`${next} .* reverted .*@.* rules/two.md`))
  expect(trail).toMatch(new RegExp(`${id} .* approved +\\S+ \\S+ +Ada +${hash.slice(0, 12)} `))
  expect(trail).toMatch(/approved +\S+ \S+ +vaultkeeper /)
}, 120_000)

test('what makes no sense is refused', async () => {
  for (const parameters of [['approve'], ['approve', 'aaaa', '--all'], ['approve', '--all', '--by', ' '], ['revert']])
    expect(await bench.cli(parameters)).toMatchObject({ code: 2 })
  expect(await bench.json(['approve', 'aaaa'])).toMatchObject({
    exitCode: 1,
    approved: [],
    problems: [{ id: 'aaaa', problem: { code: 'change-not-found' } }],
  })
  await expectFailure(bench, ['revert', 'aaaa'], {
    exit: 1,
    code: 'change-not-found',
    sentence: /no change "aaaa"/,
    remedy: /vaultkeeper changes/,
  })
  await expectFailure(bench, ['changes', '../x'], {
    exit: 1,
    code: 'change-not-found',
    sentence: /no change/,
    remedy: /vaultkeeper changes/,
  })
  expect(await bench.json(['changes', '--all'])).toMatchObject({ exitCode: 0, changes: [] })
})
