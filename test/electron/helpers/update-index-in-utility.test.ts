import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { updateIndexInUtility } from '../../../main/electron/helpers/update-index-in-utility.ts'
import { indexState, openIndex } from '../../../main/engine/index/open-index.ts'
import { createFakeElectron } from '../../helpers/fake-electron/fake-electron.ts'
import { indexBench } from '../../helpers/index-bench.ts'

const never = new AbortController().signal

describe('an index, brought up to date in a process of Electron', () => {
  it('with the password from the keychain of the app, of which no variable knows; why it fails is told; politely ended', async () => {
    const bench = await indexBench()
    writeFileSync(path.join(bench.vault, 'a.md'), 'one')
    await bench.raw('backup', '.')
    const { electron, utilityProcess } = createFakeElectron()
    const asked: string[] = []
    const keychain = {
      ...bench.keychain,
      get: (account: string) => {
        asked.push(account)
        return bench.keychain.get(account)
      },
    }
    // Variables of `.env` are among them, whatever they are called.
    const environment = { ...bench.core.ports.environment, CLOUD_SECRET: 'hunter2' }
    const core = { ...bench.core, ports: { ...bench.core.ports, keychain, environment } }
    const update = updateIndexInUtility(electron, core)
    await update('default', never)
    const index = openIndex(bench.core, 'default')
    expect(index && indexState(index.database)).toMatchObject({ indexed: 1, pending: 0 })
    index?.close()
    expect(asked).toContain('repository:default')
    expect(Object.keys(utilityProcess.forked[0]?.environment ?? {})).toEqual(['PATH'])

    bench.keychain.condition = 'locked'
    await expect(update('default', never)).rejects.toThrow(/keychain is locked/)
    bench.keychain.condition = 'open'

    const stopping = new AbortController()
    const ending = update('default', stopping.signal)
    stopping.abort()
    await ending
    const crashing = update('default', never)
    utilityProcess.forked.at(-1)?.process.endAtOnce()
    await expect(crashing).rejects.toThrow('it ended with exit code 128')
    for (const garbage of [
      null,
      'over',
      {},
      { over: 1 },
      { asks: 0, request: { action: 'constructor', account: 'a' } },
      { asks: 0, request: null },
    ]) {
      const confused = update('default', never)
      const helper = utilityProcess.forked.at(-1)?.process
      const gone = new Promise((resolve) => helper?.once('exit', resolve))
      helper?.emit('message', garbage)
      await expect(confused).rejects.toThrow('it said something that cannot be understood')
      await gone
    }
    await Promise.all(utilityProcess.forked.map(({ process }) => process.pid && new Promise((resolve) => process.once('exit', resolve))))
    expect(utilityProcess.listening()).toBe(0)
  })
})
