import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { runInUtility } from '../../../main/electron/helpers/run-in-utility.ts'
import { placesOf } from '../../../main/engine/config/configuration-path.ts'
import { parseApart } from '../../../main/engine/config/parse-apart.ts'
import { homeAt } from '../../../main/engine/home/home.ts'
import { createKeychain } from '../../../main/engine/secrets/keychain.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { createFakeElectron } from '../../helpers/fake-electron/fake-electron.ts'
import { type Keyring, startBus } from '../../helpers/keyring.ts'

const places = placesOf(homeAt('/home/ada/.vaultkeeper'), [])

describe('a helper in Electron', () => {
  it('parses a configuration, and is ended once it has answered', async () => {
    const { electron, utilityProcess } = createFakeElectron()
    const parse = parseApart(runInUtility(electron))
    const [good, bad] = [await parse('{ "version": 1 }', places, []), await parse('{ "version": "x" }', places, [])]
    expect(good).toMatchObject({ ok: true, written: { version: 1 } })
    expect(bad).toMatchObject({ ok: false, problems: [{ line: 1 }] })
    for (const { environment, process } of utilityProcess.forked) {
      expect(environment).toEqual({})
      await gone(process)
    }
    expect(utilityProcess.forked).toHaveLength(2)
  })

  it('that hangs, or answers something else, is told and keeps nobody waiting', async () => {
    const { electron, utilityProcess } = createFakeElectron()
    const run = runInUtility(electron)
    // Its time is over before it has come to run: it is ended all the same.
    const late = parseApart(run, 1)('{ "version": 1 }', places, [])
    const ended = new Promise((resolve) => utilityProcess.forked[0]?.process.once('exit', resolve))
    await expect(late).rejects.toThrow('configuration did not answer in time')
    await ended
    for (const answer of [null, 'x', {}, { ok: true }, { ok: false }, []]) {
      const parsing = parseApart(run)('{ "version": 1 }', places, [])
      utilityProcess.forked.at(-1)?.process.emit('message', answer)
      await expect(parsing).rejects.toThrow('answered nothing that can be understood')
    }
    for (const { process } of utilityProcess.forked) await gone(process)
  })

  it('tells that it could not be started, as before the app is ready', async () => {
    const { electron } = createFakeElectron({ ready: false })
    const end = await runInUtility(electron)({ name: 'configuration', question: {}, environment: {} })
    expect(end).toEqual({ ended: 'not-started', why: 'utilityProcess cannot be created before app is ready' })
  })

  it('tells how it ended without an answer', async () => {
    const { electron, utilityProcess } = createFakeElectron()
    const run = runInUtility(electron)({ name: 'configuration', question: {}, environment: {} })
    utilityProcess.forked[0]?.process.endAtOnce()
    expect(await run).toEqual({ ended: 'without-answer', why: 'ended with exit code 128' })
    // A question that it throws over.
    expect(await runInUtility(electron)({ name: 'configuration', question: { source: 5 }, environment: {} })).toEqual({
      ended: 'without-answer',
      why: 'ended with exit code 1',
    })
  })
})

describe.runIf(process.platform === 'linux')('the keychain, asked from Electron', () => {
  let keyring: Keyring
  beforeAll(async () => {
    keyring = await startBus()
    await keyring.start()
  })

  it('answers as it does headless; a question that hangs or crashes is told, and its helper is gone', async () => {
    const { electron, utilityProcess } = createFakeElectron()
    const secret = 'hunter2-through-a-port'
    const environment = { ...keyring.environment, VAULTKEEPER_PASSWORD: 'not for helpers' }
    const keychain = createKeychain(environment, 4_000, runInUtility(electron))
    expect(await keychain.set('a', secret)).toMatchObject({ state: 'ready', value: secret, canaryNew: true })
    expect(await keychain.get('a')).toMatchObject({ state: 'ready', value: secret, canaryNew: false })
    await keyring.lock()
    expect(await keychain.get('a')).toMatchObject({ state: 'locked' })

    keyring.hang()
    const hanging = createKeychain(environment, 1_000, runInUtility(electron)).set('a', secret)
    const helper = utilityProcess.forked.at(-1)
    await new Promise((resolve) => helper?.process.once('spawn', resolve))
    for (const file of ['cmdline', 'environ']) {
      const seen = readFileSync(`/proc/${helper?.process.pid}/${file}`, 'utf8')
      expect(seen).not.toMatch(/hunter2|VAULTKEEPER_/)
    }
    expect(await hanging).toEqual({ state: 'not-answering', why: 'no answer within 1 seconds' })
    const before = utilityProcess.forked.length
    const crashing = keychain.get('a')
    // Questions that are asked at once go to one helper, which is begun a moment later.
    await waitFor('its helper', () => utilityProcess.forked.length > before)
    utilityProcess.forked.at(-1)?.process.endAtOnce()
    expect(await crashing).toEqual({ state: 'not-answering', why: 'its helper ended with exit code 128' })
    await keyring.end()
    expect(await keychain.get('a')).toMatchObject({ state: 'absent' })
    for (const { process } of utilityProcess.forked) await gone(process)
  })
})

function gone(helper: {
  readonly pid: number | undefined
  readonly once: (event: 'exit', listener: () => void) => unknown
}): Promise<void> {
  return new Promise((resolve) => (helper.pid === undefined ? resolve() : helper.once('exit', resolve)))
}
