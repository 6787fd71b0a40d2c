import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Configuration } from '../../../../main/contract/configuration.ts'
import { awaitHeartbeat } from '../../../../main/engine/agents/heartbeat/await-heartbeat.ts'
import { markedEnvironment } from '../../../../main/engine/agents/process/agent-environment.ts'
import { cutLog, endOfLog, logOf } from '../../../../main/engine/agents/process/agent-log.ts'
import { keepLogsShort } from '../../../../main/engine/agents/process/keep-logs-short.ts'
import { startAgent, startedBefore } from '../../../../main/engine/agents/process/start-agent.ts'
import { stopAgent } from '../../../../main/engine/agents/process/stop-agent.ts'
import { startedProcess } from '../../../../main/engine/state/agent-queries.ts'
import { agentOf } from '../../../helpers/agent-of.ts'
import { isAlive, waitFor } from '../../../helpers/cli-processes.ts'
import { startNode } from '../../../helpers/run-node.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { recorded, testHome } from '../../../helpers/temporary-home.ts'

const toEnd = new Set<number>()
afterAll(() => {
  for (const pid of toEnd)
    if (isAlive(pid))
      try {
        // Each leads a group of its own.
        process.kill(-pid, 'SIGKILL')
      } catch {
        // It has ended in this moment.
      }
})

const never = new AbortController().signal

async function bench(start: string | string[], parts: Parameters<typeof agentOf>[2] = {}, environment: Record<string, string> = {}) {
  const { core, root } = await testHome({ environment })
  const folder = temporaryFolder('agent')
  const agent = agentOf('jay', folder, { start: typeof start === 'string' ? ['sh', '-c', start] : start, ...parts })
  const begin = async (run = 'run-1') => {
    const started = await startAgent(core, agent, run)
    toEnd.add(started.pid)
    return started
  }
  return {
    core,
    root,
    folder,
    agent,
    log: logOf(core, 'jay'),
    begin,
    problem: () =>
      begin().then(
        () => 'started',
        (error: { problem?: { code: string; sentence: string } }) => error.problem,
      ),
    /** Starts it and waits for its heartbeat. */
    back: async () => {
      const started = await begin()
      return { started, awaited: await awaitHeartbeat(core, agent, started, never) }
    },
  }
}

describe.concurrent('an agent that is started', () => {
  it('runs in its folder, in a session of its own, with what it is given and none of our secrets', async () => {
    const script = `console.log(JSON.stringify({ argv: process.argv.slice(1), cwd: process.cwd(), env: process.env }))
      process.stdin.on('end', () => console.error('no input')).resume()`
    const odd = ['--', 'two words', '', '"quoted" \'twice\'', '$HOME `id`', 'new\nline', 'ünï ☃', '%PATH%']
    const secrets = {
      VAULTKEEPER_PASSWORD: 'correct horse',
      VAULTKEEPER_PASSWORD_MAIN: 'battery',
      AWS_SECRET_ACCESS_KEY: 'staple',
      LANG: 'C.UTF-8',
    }
    const { begin, folder, log, root } = await bench(
      [process.execPath, '-e', script, ...odd],
      { environment: { MODEL: 'small = fast' } },
      secrets,
    )
    const started = await begin()
    await waitFor('its end', () => started.ended() !== null)
    const { argv, cwd, env } = JSON.parse(readFileSync(log, 'utf8').split('\n')[0] ?? '')
    expect([argv, cwd]).toEqual([odd.slice(1), folder])
    expect(env).toMatchObject({ MODEL: 'small = fast', LANG: 'C.UTF-8', VAULTKEEPER_AGENT: 'jay', VAULTKEEPER_AGENT_RUN: 'run-1' })
    expect(
      Object.keys(env)
        .filter((name) => name.startsWith('VAULTKEEPER'))
        .sort(),
    ).toEqual(['VAULTKEEPER_AGENT', 'VAULTKEEPER_AGENT_HOME', 'VAULTKEEPER_AGENT_RUN'])
    expect(JSON.stringify(env)).not.toMatch(/horse|battery|staple/)
    expect(JSON.stringify(env)).not.toContain(root)
    expect(readFileSync(log, 'utf8')).toContain('no input')
    expect([statSync(log).mode & 0o777, statSync(path.dirname(log)).mode & 0o777]).toEqual([0o600, 0o700])
  })

  it('may be a program beside it, or on PATH', async () => {
    const { begin, folder, log } = await bench(['./run me.sh', 'now'])
    writeFileSync(path.join(folder, 'run me.sh'), '#!/bin/sh\necho "$0 $1"\n', { mode: 0o755 })
    const started = await begin()
    await waitFor('its end', () => started.ended() !== null)
    expect(readFileSync(log, 'utf8')).toBe('./run me.sh now\n')
  })

  it('outlives the Vaultkeeper that started it, however that ends, and is known to the next', async () => {
    const { core, root, agent } = await bench('while :; do sleep 0.1; done')
    const starter = startNode(
      `const { createEngine } = await engine('engine.ts'); const { systemClock } = await engine('ports.ts')
      const { startAgent } = await engine('agents/process/start-agent.ts')
      const ports = { clock: systemClock, environment: process.env, log: console.error, randomBytes: (n) => Buffer.alloc(n), machine: {}, keychain: {} }
      const { core } = await createEngine(parameters[0], ports)
      const { pid } = await startAgent(core, parameters[1], 'run-1')
      console.log('started ' + pid + ' end'); setInterval(() => {}, 1000)`,
      [root, agent],
    )
    await starter.saying(' end')
    starter.process.kill('SIGKILL')
    const { stdout } = await starter.ended
    const pid = Number(/started (\d+)/.exec(stdout)?.[1])
    toEnd.add(pid)
    expect(isAlive(pid)).toBe(true)
    await core.state.catchUp()
    const known = startedProcess(core.state.database, 'jay')
    expect(known).toMatchObject({ pid, run: 'run-1', ended: null })
    const again = startedBefore(known ?? { pid: 0, processStart: '', log: '', time: '' })
    expect(again.ended()).toBeNull()
    expect(await stopAgent(core, agent, never)).toMatchObject({ how: 'asked', was: expect.arrayContaining([pid]) })
    expect(again.ended()).toEqual({ code: null, signal: null })
  })

  it('is not started a second time by the run that was killed before it could record it, nor where it runs already', async () => {
    const { core, agent, folder, begin, root } = await bench(['sleep', '600'])
    const child = spawn('sleep', ['600'], { cwd: folder, env: markedEnvironment(core, agent, 'run-1'), detached: true, stdio: 'ignore' })
    toEnd.add(child.pid ?? 0)
    await once(child, 'spawn')
    expect((await begin('run-1')).pid).toBe(child.pid)
    expect(recorded(root).at(-1)).toMatchObject({ event: 'agent.started', pid: child.pid, run: 'run-1' })
    await expect(begin('run-2')).rejects.toMatchObject({ problem: { code: 'agent-restarted' } })
  })

  it('cannot be started: it says why', async () => {
    expect(await (await bench(['no-such-program'])).problem()).toMatchObject({
      code: 'agent-not-started',
      sentence: expect.stringContaining('no-such-program was not found'),
    })
    const bare = await bench(['./data'])
    writeFileSync(path.join(bare.folder, 'data'), 'x', { mode: 0o644 })
    expect(await bare.problem()).toMatchObject({
      sentence: 'jay could not be started: ./data may not be run: it is no program, or not yours to run.',
    })
    const gone = await bench(['true'])
    rmSync(gone.folder, { recursive: true })
    expect(await gone.problem()).toMatchObject({ sentence: 'jay could not be started: its folder is not there.' })
    const odd = await bench(['a\0b'])
    expect(await odd.problem()).toMatchObject({ code: 'agent-not-started' })
    const full = await bench(['true'])
    mkdirSync(path.join(full.root, 'agents'))
    writeFileSync(path.join(full.root, 'agents', 'jay'), '')
    expect(await full.problem()).toMatchObject({ sentence: expect.stringContaining('cannot be written (') })
    for (const one of [bare, gone, odd, full]) expect(recorded(one.root).filter(({ event }) => event === 'agent.started')).toEqual([])
  })

  it('is not where something else answers at its address', async () => {
    const server = createServer((_, response) => response.end('fine')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { problem } = await bench(['sleep', '600'], { heartbeat: { url: `http://127.0.0.1:${port}/health` } })
    expect(await problem()).toMatchObject({ code: 'agent-address-taken' })
    server.close()
  })
})

describe.concurrent('the heartbeat after a start', () => {
  it('comes: by a file that changes', async () => {
    const { back, agent } = await bench('sleep 0.2; echo x > beat; sleep 600', { heartbeat: { file: 'beat' } })
    const { awaited } = await back()
    expect(awaited).toMatchObject({ problem: null, by: 'heartbeat', end: null })
    expect(awaited.timeline.map(({ what }) => what.replace(/\(.*\)/, ''))).toEqual([
      'it was started',
      'beat is not there',
      'it touched its file ',
    ])
    expect(existsSync(path.join(agent.path, 'beat'))).toBe(true)
  })

  it('does not come by a file that was there before, whatever time it tells', async () => {
    const { agent, folder, back, log } = await bench('echo working hard; exec sleep 600', {
      heartbeat: { file: 'beat' },
      aliveWithin: 1_000,
    })
    writeFileSync(path.join(folder, 'beat'), '')
    utimesSync(path.join(folder, 'beat'), new Date('2099-01-01'), new Date('2099-01-01'))
    const begun = performance.now()
    const { awaited } = await back()
    expect(performance.now() - begun).toBeLessThan(agent.aliveWithin + 20_000)
    expect(awaited).toMatchObject({ by: null, beat: null, problem: { code: 'agent-silent', detail: 'working hard' } })
    expect(awaited.problem?.remedy).toContain(log)
    expect(awaited.timeline.map(({ what }) => what)).toEqual(['it was started', 'its file was last touched at 2099-01-01T00:00:00.000Z'])
  })

  it('is not waited for when its process has failed', async () => {
    const { back } = await bench('echo "no port for me" >&2; exit 3', { heartbeat: { file: 'beat' }, aliveWithin: 600_000 })
    const { awaited } = await back()
    expect(awaited).toMatchObject({ end: { code: 3, signal: null }, problem: { code: 'agent-not-started', detail: 'no port for me' } })
    expect(awaited.problem?.sentence).toBe('jay was started, but has ended with exit code 3 before its heartbeat came.')
    const killed = await (await bench('kill -9 $$', { aliveWithin: 600_000 })).back()
    expect(killed.awaited.problem?.sentence).toContain('was killed (SIGKILL)')
  })

  it('does not come by a command that said so before it ran: the agent has to go on running', async () => {
    const heartbeat = { command: ['true'] }
    const { awaited } = await (await bench('sleep 1; exit 4', { heartbeat, aliveWithin: 20_000 })).back()
    expect(awaited).toMatchObject({ by: null, beat: null, end: { code: 4 }, problem: { code: 'agent-not-started' } })
    const runs = await (await bench(['sleep', '600'], { heartbeat, aliveWithin: 2_000 })).back()
    expect(runs.awaited).toMatchObject({ problem: null, by: 'heartbeat' })
  })

  it('is waited for where the start command has ended well: it may have handed over', async () => {
    const { core, agent, back } = await bench('setsid sh -c "cd /; sleep 0.3; while :; do echo > $PWD/beat; sleep 0.1; done" & exit 0', {
      heartbeat: { file: 'beat' },
    })
    const { awaited, started } = await back()
    expect(awaited).toMatchObject({ problem: null, by: 'heartbeat', end: { code: 0 } })
    expect(started.ended()).toEqual({ code: 0, signal: null })
    expect((await stopAgent(core, agent, never)).was.length).toBeGreaterThan(0)
    const nobody = await bench('exit 0', { heartbeat: { file: 'beat' }, aliveWithin: 1_000 })
    expect((await nobody.back()).awaited).toMatchObject({ end: { code: 0 }, problem: { code: 'agent-silent' } })
  })

  it('is over in time where its address hangs', async () => {
    const server = createSocketServer(() => undefined).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const heartbeat = { url: `http://127.0.0.1:${port}/`, lateAfter: 60_000, deadAfter: 180_000 }
    const { core, agent, begin } = await bench(['sleep', '600'], { heartbeat, aliveWithin: 300 })
    const started = await begin()
    const begun = performance.now()
    expect(await awaitHeartbeat(core, agent, started, never)).toMatchObject({ problem: { code: 'agent-silent' } })
    // A look by itself may take 5 s.
    expect(performance.now() - begun).toBeLessThan(4_800)
    server.close()
  })

  it('is looked for once more where nobody could look for so long, for we were stopped', async () => {
    const server = createServer((_, response) => void setTimeout(() => response.end('here'), 50))
    const { core, agent, begin } = await bench(['sleep', '600'], { heartbeat: { url: 'http://127.0.0.1:9/' } })
    const started = await begin()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const { clock } = core.ports
    let looks = 0
    // It is an hour later behind the first glance at the clock.
    const stopped = {
      ...core,
      ports: { ...core.ports, clock: { ...clock, monotonic: () => clock.monotonic() + (looks++ === 0 ? 0 : 3_600_000) } },
    }
    const beating = { ...agent, heartbeat: agent.heartbeat && { ...agent.heartbeat, url } }
    expect(await awaitHeartbeat(stopped, beating, started, never)).toMatchObject({ problem: null, by: 'heartbeat' })
    server.close()
  })

  it('is its process where it has none', async () => {
    const runs = await (await bench(['sleep', '600'], { aliveWithin: 1_000 })).back()
    expect(runs.awaited).toMatchObject({ problem: null, by: 'process', beat: null })
    const ended = await (await bench('exit 0', { aliveWithin: 5_000 })).back()
    expect(ended.awaited).toMatchObject({ problem: { code: 'agent-not-started' } })
  })
})

describe('a machine that has no room left', () => {
  it('is no proof that nothing runs, and says nothing of a heartbeat', async () => {
    const folder = temporaryFolder('agent')
    const child = startNode(
      `const { openSync } = await import('node:fs')
      const { createEngine } = await engine('engine.ts'); const { systemClock } = await engine('ports.ts')
      const { findProcesses } = await engine('agents/process/find-processes.ts')
      const { stopAgent } = await engine('agents/process/stop-agent.ts'); const { startAgent } = await engine('agents/process/start-agent.ts')
      const { probeHeartbeat } = await engine('agents/heartbeat/probe-heartbeat.ts')
      const ports = { clock: systemClock, environment: process.env, log: console.error, randomBytes: (n) => Buffer.alloc(n), machine: {}, keychain: {} }
      const { core } = await createEngine(parameters[0], ports); const agent = parameters[1]
      const { signal } = new AbortController(); const codeOf = (work) => work.then(() => 'well', (error) => error.problem?.code ?? String(error))
      const probe = (heartbeat) => probeHeartbeat(core, { ...agent, heartbeat: { lateAfter: 1000, deadAfter: 3000, ...heartbeat } }, signal)
      // What is needed is loaded before.
      await probe({ url: 'http://127.0.0.1:1/' }); await probe({ command: ['true'] }); await findProcesses(core, agent)
      try { for (;;) openSync('/dev/null') } catch {}
      const seen = [await probe({ url: 'http://127.0.0.1:1/' }), await probe({ command: ['true'] })].map(({ kind, why }) => [kind, /EMFILE/.test(why)])
      console.log(JSON.stringify([await codeOf(stopAgent(core, agent, signal)), await codeOf(startAgent(core, agent, 'run-1')), ...seen]))
      process.exit(0)`,
      [path.join(folder, 'home'), agentOf('jay', folder)],
      { wrapper: ['sh', '-c', 'ulimit -n 128; exec "$0" "$@"'] },
    )
    const { stdout, stderr } = await child.ended
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual(['agent-processes-unknown', 'agent-processes-unknown', ['unknown', true], ['unknown', true]])
  })
})

describe('what an agent writes', () => {
  it('is kept short by the daemon too, whoever started it', async () => {
    const { core, log } = await bench(['true'])
    core.settings.configuration = Configuration.parse({ version: 1, agents: { jay: { path: '/srv/jay', start: ['true'] } } })
    mkdirSync(path.dirname(log), { recursive: true })
    writeFileSync(log, 'x'.repeat(9_000_000))
    keepLogsShort(core)()
    expect(statSync(log).size).toBeLessThan(300_000)
  })

  it('is kept short while it goes on, and that of the one before is put aside', async () => {
    const { begin, log, folder, core } = await bench(
      'head -c 12000000 /dev/zero | tr "\\0" x; while [ ! -e more ]; do sleep 0.05; done; printf "\\nthe last line\\n"',
    )
    mkdirSync(path.dirname(log), { recursive: true })
    writeFileSync(log, 'of the one before')
    const started = await begin()
    expect(readFileSync(path.join(path.dirname(log), 'output.1.log'), 'utf8')).toBe('of the one before')
    await expect.poll(() => readFileSync(log, 'utf8').slice(0, 30)).toBe('[Vaultkeeper left out 11737856')
    writeFileSync(path.join(folder, 'more'), '')
    await waitFor('its end', () => started.ended() !== null)
    expect(statSync(log).size).toBeLessThan(300_000)
    expect(endOfLog(core, log, 100)).toBe('the last line')
  })

  it('is not looked for through a link, and cannot be cut without harm elsewhere', async () => {
    const { folder, core } = await bench(['true'])
    const file = path.join(folder, 'log')
    cutLog(file)
    expect(endOfLog(core, file, 100)).toBe('')
    writeFileSync(file, `${'x'.repeat(5_000)}\nsecond\nthird with a SECRET1234\n`)
    chmodSync(file, 0o600)
    core.redactor.add('SECRET1234')
    expect(endOfLog(core, file, 35)).toBe('second\nthird with a •••')
    rmSync(file)
    execFileSync('mkfifo', [file])
    // In a process of its own: to wait for a pipe holds up everything.
    const script = `const { endOfLog } = await engine('agents/process/agent-log.ts')
      console.log(JSON.stringify(endOfLog(parameters[0], parameters[1], 35)))`
    const { stdout } = await startNode(script, [{ settings: {} }, file], { wrapper: ['timeout', '20'] }).ended
    expect(stdout).toBe('""\n')
  })
})
