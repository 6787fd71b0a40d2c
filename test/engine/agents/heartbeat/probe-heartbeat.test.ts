import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { probeHeartbeat } from '../../../../main/engine/agents/heartbeat/probe-heartbeat.ts'
import { agentOf } from '../../../helpers/agent-of.ts'
import { isAlive, waitFor } from '../../../helpers/cli-processes.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { type TestHome, testHome } from '../../../helpers/temporary-home.ts'

let home: TestHome
beforeAll(async () => {
  home = await testHome({ environment: { VAULTKEEPER_PASSWORD: 'correct horse', SECRET_KEY: 'battery staple' } })
})
const never = new AbortController().signal

describe('the file that an agent touches', () => {
  const folder = temporaryFolder('agent')
  const outside = temporaryFolder('outside')
  const look = (file: string, where = folder) => probeHeartbeat(home.core, agentOf('jay', where, { heartbeat: { file } }), never)

  it('says when it was changed, also in the future', async () => {
    mkdirSync(path.join(folder, 'run'))
    for (const [name, time] of [
      ['run/beat', '2026-11-22T10:00:00.000Z'],
      ['ahead', '2099-01-01T00:00:00.000Z'],
    ] as const) {
      writeFileSync(path.join(folder, name), '')
      utimesSync(path.join(folder, name), new Date(time), new Date(time))
      expect(await look(name)).toEqual({ kind: 'beat', at: time })
    }
  })

  it('is silent where it is not there, or the folder is not', async () => {
    expect(await look('beat')).toEqual({ kind: 'silent', why: 'beat is not there' })
    expect(await look('ahead/beat')).toEqual({ kind: 'silent', why: 'ahead/beat is not there' })
    expect(await look('beat', path.join(folder, 'gone'))).toEqual({ kind: 'silent', why: 'its folder is not there' })
  })

  it('counts inside of the folder only, by whatever link', async () => {
    writeFileSync(path.join(outside, 'beat'), '')
    symlinkSync(path.join(outside, 'beat'), path.join(folder, 'link'))
    symlinkSync(outside, path.join(folder, 'away'))
    symlinkSync('run/beat', path.join(folder, 'within'))
    symlinkSync('round', path.join(folder, 'round'))
    for (const name of ['link', 'away/beat'])
      expect(await look(name)).toEqual({ kind: 'unknown', why: `${name} is a link that leads out of its folder` })
    expect((await look('within')).kind).toBe('beat')
    expect(await look('round')).toEqual({ kind: 'unknown', why: 'round cannot be looked at (ELOOP)' })
    symlinkSync(folder, path.join(outside, 'agent'))
    expect((await look('run/beat', path.join(outside, 'agent'))).kind).toBe('beat')
  })
})

describe.concurrent('the command that tells whether an agent is there', () => {
  const folder = temporaryFolder('agent')
  const look = (script: string, parts = {}) =>
    probeHeartbeat(home.core, agentOf('jay', folder, { heartbeat: { command: ['sh', '-c', script] }, ...parts }), never)

  it('beats where it ends with 0', async () => {
    expect(await look('exit 0')).toMatchObject({ kind: 'beat', live: true })
  })

  it('runs in the folder of the agent, with its environment and none of our secrets', async () => {
    const script = `test "$PWD" = "${folder}" && test "$MODEL" = small && test -z "$VAULTKEEPER_PASSWORD$SECRET_KEY" && test -n "$PATH"`
    expect(await look(script, { environment: { MODEL: 'small' } })).toMatchObject({ kind: 'beat' })
  })

  it('is silent where it ends otherwise', async () => {
    expect(await look('exit 3')).toEqual({ kind: 'silent', why: 'the command of its heartbeat ended with exit code 3' })
    expect(await look('kill -9 $$')).toEqual({ kind: 'silent', why: 'the command of its heartbeat was killed (SIGKILL)' })
  })

  it('never takes longer than it may, and leaves nothing behind', async () => {
    const begun = performance.now()
    expect(await look('trap "" TERM; sleep 600 & echo $! > child; wait; wait')).toEqual({ kind: 'silent', why: 'sh took longer than 3 s' })
    expect(performance.now() - begun).toBeLessThan(25_000)
    const child = Number(readFileSync(path.join(folder, 'child'), 'utf8'))
    await waitFor('the end of its child', () => !isAlive(child))
  })

  it('is ended where it floods', async () => {
    expect(await look('yes')).toEqual({ kind: 'silent', why: 'sh says more than it should' })
  })

  it('is unknown where it could not be run', async () => {
    const none = agentOf('jay', folder, { heartbeat: { command: ['no-such-program'] } })
    expect(await probeHeartbeat(home.core, none, never)).toEqual({ kind: 'unknown', why: 'no-such-program could not be started (ENOENT)' })
    const gone = { ...none, path: `${folder}/gone` }
    expect(await probeHeartbeat(home.core, gone, never)).toEqual({ kind: 'silent', why: 'its folder is not there' })
  })
})

describe('an agent without a heartbeat, and a look that is cut off', () => {
  it('is unknown', async () => {
    const folder = temporaryFolder('agent')
    expect(await probeHeartbeat(home.core, agentOf('jay', folder), never)).toEqual({ kind: 'unknown', why: 'it has no heartbeat' })
    const cut = await probeHeartbeat(home.core, agentOf('jay', folder, { heartbeat: { file: 'x' } }), AbortSignal.abort())
    expect(cut).toEqual({ kind: 'unknown', why: 'the look was cut off' })
    rmSync(folder, { recursive: true })
  })
})
