import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { historyOf, openBench } from '../helpers/cli-bench.ts'
import { endAgent, writeAgent } from '../helpers/small-agents.ts'

/** So long that no busy machine is late with a beat; a file that is not there is dead at once. */
const heartbeat = { file: 'beat', lateAfter: '1m', deadAfter: '2m' }

test('agents and recover: what they say, how they end, and what lies where', { timeout: 300_000 }, async () => {
  const bench = openBench()
  const folderOf = (name: string) => path.join(bench.vault, name)
  const agents = { em: true, jay: true, mute: false }
  for (const [name, beats] of Object.entries(agents)) writeAgent(folderOf(name), beats)
  onTestFinished(() => {
    for (const name of Object.keys(agents)) endAgent(folderOf(name))
  })
  const agent = (name: string, more: object) => ({
    path: folderOf(name),
    start: ['/bin/sh', 'run.sh'],
    heartbeat,
    preserve: ['starts'],
    ...more,
  })
  const plan = (kind: string, more: object) => ({ kind, schedule: '0 7 * * *', repositories: ['default'], ...more })
  mkdirSync(bench.home)
  writeFileSync(
    path.join(bench.home, 'backup_schedule.json'),
    JSON.stringify({
      version: 1,
      vaults: { agents: { path: bench.vault, recoveryDocument: false } },
      plans: {
        daily: plan('daily', { sources: [{ vault: 'agents', include: ['**/memory'] }] }),
        weekly: plan('weekly', { sources: ['agents'] }),
      },
      agents: {
        jay: agent('jay', { dependsOn: ['em'] }),
        em: agent('em', { critical: true }),
        mute: agent('mute', { aliveWithin: '1s', stopWithin: '1s' }),
      },
    }),
  )

  // Nothing is backed up: said of each.
  const none = await bench.cli(['agents'])
  expect(none).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^agent +state +last heartbeat +newest backup\nem +x dead +never +none\n/),
  })
  // It cannot be brought back yet, so nobody is told to.
  expect(none.stdout).not.toMatch(/Bring it back/)
  expect(none.stdout).toMatch(/Nobody watches them now/)

  // Only a part is backed up: that wants a yes.
  await bench.cli(['backup', 'daily'])
  const part = await bench.json(['recover', 'em'])
  expect([part.exitCode, part.problem?.code]).toEqual([1, 'agent-incomplete'])
  expect(part.problem?.remedy).toContain('vaultkeeper recover em --incomplete')
  expect(historyOf(bench).filter(({ event }) => event === 'recovery.begun')).toEqual([])

  // What would be done: from which snapshots, in which order, by when.
  await bench.cli(['backup', 'weekly'])
  writeFileSync(path.join(folderOf('jay'), 'memory'), 'spoilt')
  const dry = await bench.cli(['recover', 'em', 'jay', '--dry-run'])
  expect(dry.code).toBe(0)
  expect(dry.stdout).toMatch(
    /^first\nem {2}\S+\/em\n {2}from weekly\/\S+ of .* in "default": all of it\n[\s\S]*\nthen, when it beats\njay {2}\S+\/jay\n/,
  )
  expect(dry.stdout).toMatch(/\n {2}1 file replaced \(memory\), 0 added, 1 the same/)
  expect(dry.stdout).toMatch(/\nEach is back, or you are told, within \d+ min [^\n]*\.\n$/)
  expect(readFileSync(path.join(folderOf('jay'), 'memory'), 'utf8')).toBe('spoilt')

  // Back, those first that others need.
  bench.shim.forget()
  const back = await bench.cli(['recover', 'em', 'jay'])
  expect(bench.shim.readBack()).toEqual([true, true])
  expect(back, back.stderr).toMatchObject({ code: 0 })
  expect(back.stderr).toMatch(/✔ em is back \(level 1 of 2\)[\s\S]*✔ jay is back \(level 2 of 2\)/)
  expect(back.stdout).toMatch(
    /^✔ em is back and beats \([^)]*\)\n {2}0 files replaced\n[\s\S]*✔ jay is back and beats \([^)]*\)\n {2}1 file replaced\n {2}What was there before is kept: vaultkeeper restore [0-9a-f]{8} --in-place\n$/,
  )
  expect(readFileSync(path.join(folderOf('jay'), 'memory'), 'utf8')).toBe('as it was backed up')

  const dead = await bench.cli(['agents'])
  expect(dead.stdout).toMatch(/\nx mute: beat is not there\n {2}Bring it back with: vaultkeeper recover mute\n/)

  // Left alone it is not told of; and who does not come back is handed over, with all that is known.
  await bench.cli(['agents', 'hold', 'mute', '--for', '2h'])
  const held = await bench.cli(['agents'])
  expect(held).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nmute +- left alone until .* \(dead\)/) })
  expect(await bench.cli(['recover', '--all'])).toMatchObject({ code: 5, stdout: expect.stringMatching(/^No agent is dead\.\n/) })
  await bench.cli(['agents', 'release', 'mute'])
  const silent = await bench.json(['recover', '--all', '--yes'])
  const [{ bundle, ...run }] = silent['runs'] as [{ bundle: string }]
  expect([silent.exitCode, run]).toMatchObject([1, { agent: 'mute', verdict: 'failed', problem: { code: 'agent-silent' } }])
  expect(existsSync(path.join(bundle, 'report.txt'))).toBe(true)
  const told = await bench.cli(['agents'])
  expect(told).toMatchObject({ code: 1, stdout: expect.stringContaining(`All that is known of it: ${bundle}`) })
  expect(told.stdout).toMatch(/\nmute +x needs you/)
  expect(await bench.json(['agents', 'settle', 'mute'])).toMatchObject({ exitCode: 0, settled: true })
})

test('recover wants to be told whom, and there have to be agents', async () => {
  const bench = openBench()
  for (const wrong of [['recover'], ['recover', 'em', '--all']]) expect((await bench.cli(wrong)).code).toBe(2)
  expect(await bench.json(['recover', '--all'])).toMatchObject({ exitCode: 1, problem: { code: 'agents-none' } })
  expect(await bench.cli(['agents'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^There are no agents\./) })
})
