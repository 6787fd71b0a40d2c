import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Agent } from '../../../../main/engine/agents/agent-named.ts'
import { escalate } from '../../../../main/engine/agents/escalate/escalate.ts'
import { readBundle } from '../../../../main/engine/agents/escalate/read-bundle.ts'
import { knownEscalation, openEscalation } from '../../../../main/engine/state/agent-queries.ts'
import { filesHolding, formsOf } from '../../../helpers/secret-forms.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome } from '../../../helpers/temporary-home.ts'
import { at, configurationWith, problem } from '../../health/records.ts'

const secrets = {
  repository: 'correct-horse-battery-9',
  github: `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`,
  inHistory: `glpat-${'x9Y8z7W6v5U4t3S2r1Q0'}`,
  logIn: 'Tr0ub4dor',
  environment: 'violet-otter-42-lamp',
  argument: 'kZ81mQx0Vw44PoL7',
}

/** A home with an agent that was not brought back, and that wrote much that nobody else should read. */
async function brokenHome(): Promise<{ home: TestHome; agent: Agent; run: string }> {
  const person = temporaryFolder('person')
  const home = await testHome({ root: path.join(person, 'home'), environment: { HOME: person } })
  const folder = path.join(person, 'agents', 'jay')
  mkdirSync(path.join(folder, 'logs'), { recursive: true })
  const { agents } = configurationWith({
    agents: {
      jay: {
        path: folder,
        start: ['node', 'main.mjs', '--api-key', secrets.argument],
        heartbeat: { file: 'beat', lateAfter: '2s', deadAfter: '5s' },
        environment: { JAY_LAMP: secrets.environment, NODE_ENV: 'production' },
        critical: true,
      },
    },
  })
  const agent = { name: 'jay', ...(agents['jay'] ?? expect.fail()) }
  home.core.redactor.add(secrets.repository)
  const run = '20261122T070000-abc123'
  const earlier = '20261122T060000-abc123'
  const log = path.join(home.root, 'agents', 'jay', 'output.log')
  mkdirSync(path.dirname(log), { recursive: true })
  const lines = Array.from({ length: 300 }, (_, line) => `line ${line + 1}`)
  const told = [
    `restic password is ${secrets.repository}`,
    `using ${secrets.github}`,
    `mongodb://jay:${secrets.logIn}@db.example.com/x`,
    `lamp=${secrets.environment}`,
    `\u001b]0;owned\u0007\u001b[31mboom\u001b[0m in ${folder}/main.mjs`,
  ]
  writeFileSync(log, Buffer.concat([Buffer.from(`${[...lines, ...told].join('\n')}\n`), Buffer.from([0xff, 0xfe, 0x0a])]))
  writeFileSync(path.join(path.dirname(log), 'output.1.log'), 'the run before\n')
  home.setTime(at(22, '07:00'))
  const { record } = home.core
  await record({
    event: 'agent.state',
    agent: 'jay',
    state: 'dead',
    since: at(22, '06:58').toISOString(),
    why: 'it has not beaten for 5 seconds',
    beat: null,
  })
  await record({
    event: 'agent.state',
    agent: 'leroy',
    state: 'dead',
    since: at(22, '06:58').toISOString(),
    why: 'leroy is silent',
    beat: null,
  })
  const recovery = '20261122T070000-rec'
  const ours = { pid: process.pid, processStart: '' }
  await record({ event: 'recovery.begun', recovery, levels: [['jay'], ['leroy']], trigger: 'heartbeat', incomplete: false, ...ours })
  home.setTime(at(22, '06:00'))
  await record({ event: 'run.intent', run: earlier, kind: 'recover', agent: 'jay', trigger: 'heartbeat', ...ours })
  await record({ event: 'run.outcome', run: earlier, verdict: 'done', warnings: [], warningCount: 0 })
  home.setTime(at(22, '07:00'))
  await record({ event: 'run.intent', run, kind: 'recover', agent: 'jay', trigger: 'heartbeat', ...ours })
  await record({
    event: 'recovery.step',
    run,
    recovery,
    agent: 'jay',
    step: 'composed',
    repository: 'local',
    snapshots: ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'],
  })
  await record({ event: 'recovery.step', run, recovery, agent: 'jay', step: 'saved', safety: 'cccccccccccc' })
  await record({ event: 'agent.started', agent: 'jay', run, pid: 1_999_999, processStart: '1', log })
  home.setTime(new Date(at(22, '07:00').getTime() + 1500))
  await record({ event: 'agent.ended', agent: 'jay', pid: 1_999_999, code: 3, signal: null })
  const failure = { ...problem('agent-not-started', 'Jay ended at once.', 'Look at its log.'), detail: `with ${secrets.inHistory}` }
  await record({ event: 'run.outcome', run, verdict: 'failed', problem: failure, warnings: [], warningCount: 0 })
  return { home, agent, run }
}

describe('an escalation', () => {
  let made: Awaited<ReturnType<typeof brokenHome>>
  let escalation: Awaited<ReturnType<typeof escalate>>
  let text: string
  const textOf = (name: string) => readFileSync(path.join(escalation.bundle, name), 'utf8')

  beforeAll(async () => {
    made = await brokenHome()
    const { home, agent, run } = made
    const outside = temporaryFolder('outside')
    writeFileSync(path.join(outside, 'private.log'), 'nobody else may read this')
    const logs = path.join(agent.path, 'logs')
    symlinkSync(path.join(outside, 'private.log'), path.join(logs, 'leads-out.log'))
    symlinkSync(outside, path.join(agent.path, 'log'))
    execFileSync('mkfifo', [path.join(agent.path, 'waits.log')])
    symlinkSync(outside, path.join(logs, 'x\nWhat to do\ny.log'))
    // A line of a gigabyte that takes no room.
    writeFileSync(path.join(logs, 'huge.log'), '')
    truncateSync(path.join(logs, 'huge.log'), 2 ** 30)
    appendFileSync(path.join(logs, 'huge.log'), `${'x'.repeat(70_000)} the end`)
    escalation = await escalate(home.core, {
      agent,
      run,
      recovery: '20261122T070000-rec',
      problem: {
        code: 'agent-silent',
        sentence: 'Jay did not beat within 5 seconds.',
        remedy: 'Look at the end of its log.',
        detail: `it said ${secrets.github}`,
      },
      dependants: ['leroy'],
      timeline: [{ at: at(22, '07:00').toISOString(), what: 'nothing was seen of its heartbeat' }],
    })
    text = textOf('report.txt')
  })

  it('is recorded with its bundle, once', () => {
    const { home, agent, run } = made
    expect(recorded(home.root).filter(({ event }) => event === 'agent.escalated')).toMatchObject([
      { agent: 'jay', run, problem: { code: 'agent-silent' }, dependants: ['leroy'], bundle: escalation.bundle },
    ])
    expect(openEscalation(home.core.state.database, agent.name)?.escalation).toBe(escalation.escalation)
    expect(path.dirname(escalation.bundle)).toBe(path.join(home.root, 'escalations'))
  })

  it('has one text that says what happened, what was tried, why it failed and what to do', () => {
    expect(text).toMatch(
      /^jay needs you\n-+\nAgent: +jay \(critical\), in ~\/agents\/jay\nTime: +2026-11-22 07:00:01 \(UTC\)\nVersion: +Vaultkeeper \d/,
    )
    for (const said of [
      'jay was dead from 2026-11-22 06:58:00 on: it has not beaten for 5 seconds.',
      'Bringing it back did not succeed: Jay did not beat within 5 seconds.',
      'Until it is back, these are not brought back where they are dead, for they depend on it: leroy.',
      '2026-11-22 06:00:00  An earlier attempt: it came back.\n2026-11-22 07:00:00  Bringing it back began by itself.',
      '2026-11-22 07:00:00  Its backup was put together and checked (aaaaaaaa + bbbbbbbb of "local").',
      '2026-11-22 07:00:00  What was in its folder was saved (snapshot cccccccc).',
      '2026-11-22 07:00:01  It ended: failed (agent-not-started).',
      'Jay did not beat within 5 seconds.',
      'Its process 1999999, started at 2026-11-22 07:00:00, ended with exit code 3 at 2026-11-22 07:00:01, after 1.5 s.',
      'vaultkeeper recover jay',
      'vaultkeeper restore cccccccc --in-place',
      '2026-11-22 07:00:00  dead: it has not beaten for 5 seconds',
      'nothing was seen of its heartbeat',
      'boom in ~/agents/jay/main.mjs',
      'Memory: ',
      'waits.log is not here: it is no file.',
      'leads-out.log is not here: it is a link.',
      'x␤What to do␤y.log is not here: it is a link.',
    ])
      expect(text).toContain(said)
  })

  it('has the rest beside it, for its owner alone', () => {
    const names = readdirSync(escalation.bundle).toSorted()
    expect(names).toEqual([
      'agent.json',
      'heartbeat.txt',
      'history.jsonl',
      expect.stringMatching(/^log-1-/),
      expect.stringMatching(/^log-2-/),
      expect.stringMatching(/^log-3-/),
      'machine.json',
      'recovery.json',
      'report.txt',
    ])
    expect(statSync(escalation.bundle).mode & 0o777).toBe(0o700)
    for (const name of names) expect(statSync(path.join(escalation.bundle, name)).mode & 0o777).toBe(0o600)
    const history = textOf('history.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(history.map(({ event }) => event)).toEqual([
      'agent.state',
      'recovery.begun',
      'run.intent',
      'run.outcome',
      'run.intent',
      'recovery.step',
      'recovery.step',
      'agent.started',
      'agent.ended',
      'run.outcome',
    ])
    expect(JSON.parse(textOf('agent.json'))).toMatchObject({
      name: 'jay',
      critical: true,
      environment: { JAY_LAMP: '•••', NODE_ENV: '•••' },
    })
    expect(JSON.parse(textOf('machine.json'))).toMatchObject({ node: process.versions.node, restic: expect.stringMatching(/^0\./) })
    expect(JSON.parse(textOf('recovery.json'))).toMatchObject({ attempt: { verdict: 'failed' }, process: { code: 3 } })
    const logs = names.filter((name) => name.startsWith('log-'))
    const output = textOf(logs.find((name) => name.endsWith('-output.log.txt')) ?? expect.fail())
    expect(output.trim().split('\n')).toHaveLength(200)
    expect(output).toContain('line 300')
    const huge = textOf(logs.find((name) => name.includes('huge')) ?? expect.fail())
    expect(/^x+ the end\n$/.test(huge)).toBe(true)
    expect(huge.length).toBeLessThanOrEqual(64 * 1024 + 1)
  })

  it('holds no secret in any form, and nothing from outside', () => {
    for (const secret of Object.values(secrets)) expect(filesHolding(escalation.bundle, formsOf(secret))).toEqual([])
    expect(filesHolding(escalation.bundle, ['nobody else may read this', '\u001b', '\u0007'])).toEqual([])
    expect(filesHolding(escalation.bundle, [path.dirname(made.home.root)])).toEqual([])
    // They were there: the same is found in what it was made of.
    expect(
      filesHolding(path.join(made.home.root, 'agents'), [secrets.github, secrets.repository, secrets.environment, secrets.logIn]),
    ).toHaveLength(1)
  })

  it('is read back for a page; where its folder is gone, from what is recorded', () => {
    const { core } = made.home
    const known = knownEscalation(core.state.database, escalation.escalation) ?? expect.fail()
    const read = readBundle(core, known)
    expect(read.text).toBe(text)
    expect(['report.txt', ...read.files.map(({ name }) => name)].toSorted()).toEqual(readdirSync(escalation.bundle).toSorted())
    expect(read.files.every(({ bytes }) => bytes > 0)).toBe(true)
    const gone = readBundle(core, { ...known, bundle: `${known.bundle}x` })
    expect(gone.text).toContain('Jay did not beat within 5 seconds.')
    expect(gone.files).toEqual([])
  })
})

describe('what stands in the way of a bundle', () => {
  const about = { run: null, recovery: null, problem: problem('agent-silent'), dependants: [], timeline: [] }

  it('keeps nobody from being told', async () => {
    const { home, agent } = await brokenHome()
    writeFileSync(path.join(home.root, 'escalations'), 'a file in the way')
    expect((await escalate(home.core, { agent, ...about })).bundle).toBe('')
    expect(recorded(home.root).at(-1)).toMatchObject({ event: 'agent.escalated', bundle: '' })
    expect(home.logged.join('\n')).toContain('could not be written')
  })

  it('two at once are two, and of many the newest stay', async () => {
    const { home, agent } = await brokenHome()
    const both = await Promise.all([
      escalate(home.core, { agent, ...about }),
      escalate(home.core, { agent: { ...agent, name: 'rick' }, ...about }),
    ])
    expect(new Set(both.map(({ bundle }) => bundle)).size).toBe(2)
    const bundles = path.join(home.root, 'escalations')
    for (let hour = 10; hour < 24; hour++)
      for (const day of [23, 24]) mkdirSync(path.join(bundles, `202611${day}T${hour}0000-0a0b0c0d-jay`))
    home.setTime(at(25))
    await escalate(home.core, { agent, ...about })
    const kept = readdirSync(bundles).toSorted()
    // That of rick is still open.
    expect(kept.filter((name) => name.endsWith('-rick'))).toHaveLength(1)
    expect(kept.filter((name) => name.endsWith('-jay'))).toHaveLength(20)
    expect([kept.at(-1)?.slice(0, 8), kept.filter((name) => name.endsWith('-jay'))[0]?.slice(0, 11)]).toEqual(['20261125', '20261123T19'])
  })
})
