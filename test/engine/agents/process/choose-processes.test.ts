import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chooseProcesses, type Traits } from '../../../../main/engine/agents/process/choose-processes.ts'
import { signalProcesses, taskkill } from '../../../../main/engine/agents/process/end-processes.ts'
import { type ProcessFacts, parsePs, parseStat } from '../../../../main/engine/agents/process/process-table.ts'
import { settleTime } from '../../../../main/engine/agents/process/stop-agent.ts'
import { processStart } from '../../../../main/engine/home/process-identity.ts'

const traits: Traits = {
  name: 'jay',
  path: '/srv/jay',
  start: ['node', 'agent.mjs', '--loud'],
  runBy: ['thing'],
  home: 'abc',
  recorded: { pid: 100, start: '7000' },
}
const facts = (pid: number, parts: Partial<ProcessFacts> = {}): ProcessFacts => ({
  pid,
  parent: 1,
  group: pid,
  session: pid,
  start: '9000',
  argv: ['something'],
  folder: '/',
  variables: [],
  ...parts,
})
const mark = (name: string, home = 'abc') => [`VAULTKEEPER_AGENT=${name}`, `VAULTKEEPER_AGENT_HOME=${home}`]
const chosen = (table: ProcessFacts[], ours: number[] = []) =>
  chooseProcesses(table, traits, new Set(ours))
    .map(({ pid }) => pid)
    .sort((a, b) => a - b)

describe('which processes are an agent’s', () => {
  it('the one that was started, and what belongs to it, but none that got its number later', () => {
    expect(chosen([facts(100, { start: '7000' }), facts(101, { parent: 100 }), facts(102, { parent: 101 })])).toEqual([100, 101, 102])
    expect(chosen([facts(100, { start: '7001' }), facts(101, { parent: 100 }), facts(102, { group: 100 })])).toEqual([])
  })

  it('its group and its session, also of those that their parent has left', () => {
    expect(chosen([facts(100, { start: '7000' }), facts(103, { group: 100 }), facts(104, { session: 100 })])).toEqual([100, 103, 104])
    // The one that led the session has ended: where they work tells whose they are.
    expect(chosen([facts(103, { session: 100, folder: '/srv/jay/work' }), facts(104, { session: 100 })])).toEqual([103])
  })

  it('nothing of a session whose number was given out again, also not what a person runs in its folder', () => {
    const shell = facts(100, { start: '7001', folder: '/home/person' })
    const editor = { parent: 100, session: 100, folder: '/srv/jay/work' }
    expect(chosen([shell, facts(103, editor)])).toEqual([])
    // What bears its mark, or runs its command there, is of the agent all the same.
    expect(chosen([shell, facts(103, { ...editor, variables: mark('jay') })])).toEqual([103])
    expect(chosen([facts(103, { ...editor, folder: '/srv/jay', argv: [...traits.start] }), shell])).toEqual([103])
  })

  it('those that bear its mark, wherever they went, but not that of another agent or another home', () => {
    const table = [
      facts(200, { variables: mark('jay') }),
      facts(201, { variables: mark('rick') }),
      facts(202, { variables: mark('jay', 'other') }),
      facts(203, { parent: 200, variables: mark('rick') }),
      facts(204, { parent: 200 }),
      // Two agents may have one folder and one command.
      facts(205, { folder: '/srv/jay', argv: [...traits.start], variables: mark('rick') }),
    ]
    expect(chosen(table)).toEqual([200, 204])
  })

  it('those that another has started there with its command', () => {
    const argv = ['node', 'agent.mjs', '--loud']
    const cases: [boolean, Partial<ProcessFacts>][] = [
      [true, { folder: '/srv/jay', argv }],
      [true, { folder: '/srv/jay', argv: ['/usr/bin/node', 'agent.mjs', '--loud'] }],
      [true, { folder: '/', argv: ['/usr/bin/node', '/srv/jay/agent.mjs', '--loud'] }],
      [true, { folder: '/srv/jay', argv: ['/usr/bin/env', 'node', 'agent.mjs', '--loud'] }],
      [false, { folder: '/', argv }],
      [false, { folder: '/srv/jay/deeper', argv }],
      [false, { folder: '/srv/jay', argv: ['node', 'agent.mjs'] }],
      [false, { folder: '/srv/jay', argv: ['node', 'agent.mjs', '--quiet'] }],
      [false, { folder: '/srv/jay', argv: ['vim', 'agent.mjs', '--loud'] }],
      [false, { folder: '/', argv: ['node', '/srv/jayne/agent.mjs', '--loud'] }],
      [false, { folder: '/srv/jay', argv: [] }],
    ]
    for (const [expected, parts] of cases) expect([parts, chosen([facts(300, parts)])]).toEqual([parts, expected ? [300] : []])
  })

  it('a script, which its program runs', () => {
    const script = { ...traits, start: ['./run.sh', 'now'] }
    const one = facts(300, { folder: '/srv/jay', argv: ['/bin/sh', './run.sh', 'now'] })
    expect(chooseProcesses([one], script, new Set())).toEqual([one])
    const by = (...argv: string[]) =>
      chooseProcesses([facts(300, { folder: '/srv/jay', argv })], { ...script, start: ['./run.sh'] }, new Set())
    for (const runner of ['sh', '/usr/bin/env', '-bash', 'python3.12', '/opt/thing'])
      expect([runner, by(runner, './run.sh').length]).toEqual([runner, 1])
    expect(by('bash', '-x', 'run.sh').length).toBe(1)
    // A person who looks at it, or works on it, is not the agent.
    for (const other of ['vim', 'less', '/usr/bin/tail', 'emacs']) expect([other, by(other, './run.sh')]).toEqual([other, []])
    expect(chosen([facts(300, { folder: '/srv/jay', argv: ['grep', '-r', ...traits.start] })])).toEqual([])
  })

  it('never ourselves, nor what we run at this moment', () => {
    const table = [
      facts(100, { start: '7000' }),
      facts(400, { parent: 100, variables: mark('jay') }),
      facts(401, { group: 400, variables: mark('jay') }),
      facts(402, { parent: 100 }),
    ]
    expect(chosen(table, [400])).toEqual([100, 402])
  })
})

describe('how long it is looked whether one that was stopped goes on', () => {
  it('a moment where something ran or its file was just touched; as long as it is not late where the system does not show what others started', () => {
    expect(settleTime('linux', true, null, 60_000)).toBe(1_500)
    expect(settleTime('linux', false, 1_000, 60_000)).toBe(1_500)
    expect(settleTime('linux', false, 10_000, 60_000)).toBe(0)
    expect(settleTime('darwin', false, 50_000, 60_000)).toBe(11_500)
    expect(settleTime('win32', false, 1_000, 3_600_000)).toBe(30_000)
    expect(settleTime('darwin', true, 50_000, 60_000)).toBe(1_500)
    expect(settleTime('darwin', false, 70_000, 60_000)).toBe(0)
  })
})

describe('what a signal goes to', () => {
  it('a group as a whole where its leader is among them, else each by itself, if it is still the same; never everything', () => {
    const told: number[] = []
    const { kill } = process
    process.kill = (pid) => {
      told.push(pid)
      return true
    }
    try {
      const one = (pid: number, group: number, start = processStart(pid) ?? '') => ({ pid, group, start, run: null, first: true })
      // The first of all processes, this one as if it were another's, and one that got its number later.
      const refused = signalProcesses([one(1, 1), one(process.ppid, 1), one(process.pid, 7, 'earlier')], 'SIGKILL')
      expect([told, refused]).toEqual([[1, process.ppid], []])
      told.length = 0
      signalProcesses([one(process.ppid, process.ppid), one(process.pid, process.ppid)], 'SIGTERM')
      // Where our own group is theirs, it is not told as a whole.
      expect(told).toEqual(ownGroupOfTest() === process.ppid ? [process.ppid, process.pid] : [-process.ppid])
    } finally {
      process.kill = kill
    }
  })
})

function ownGroupOfTest(): number | undefined {
  return parseStat(process.pid, readFileSync('/proc/self/stat', 'latin1'))?.group
}

describe('what a system tells of its processes', () => {
  it('Linux: also of one whose name looks like something else', () => {
    const fields = 'S 12 34 56 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 8765 100'
    const stat = { pid: 78, parent: 12, group: 34, session: 56, start: '8765' }
    expect(parseStat(78, `78 (a) S 1 1 1 (b) ${fields}`)).toEqual(stat)
    expect(parseStat(78, `78 (node) ${fields.replace('S', 'Z')}`)).toBeUndefined()
    expect(parseStat(78, '')).toBeUndefined()
  })

  it('macOS: numbers, start and command, in whatever language', () => {
    const output = `    1     0     1 Ss   Sat Nov 21 08:00:01 2026     /sbin/launchd
  501   500   501 S+   So 22 Nov 09:10:11 2026     node /srv/jay/agent.mjs --loud
  502   501   501 Z    Sun Nov 22 09:10:12 2026     (node)
`
    expect(parsePs(output).map(({ pid, parent, group, start, argv }) => [pid, parent, group, start, argv])).toEqual([
      [1, 0, 1, 'Sat Nov 21 08:00:01 2026', ['/sbin/launchd']],
      [501, 500, 501, 'So 22 Nov 09:10:11 2026', ['node', '/srv/jay/agent.mjs', '--loud']],
    ])
  })

  it('Windows: there they are ended by a program, with their children', () => {
    expect(taskkill(42, false)).toEqual(['taskkill', '/PID', '42', '/T'])
    expect(taskkill(42, true)).toEqual(['taskkill', '/PID', '42', '/T', '/F'])
  })
})
