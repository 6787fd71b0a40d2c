// A process of its own, in Electron alone (headless that is `vaultkeeper index --background`): brings the index of one repository up to date, behind
// everything else that the machine does, and says when it is over.
import { randomBytes } from 'node:crypto'
import { constants, setPriority } from 'node:os'
import { loadConfiguration } from '../config/load-configuration.ts'
import { createEngine } from '../engine.ts'
import { indexRepositories } from '../index/index-repositories.ts'
import { createMachine } from '../machine/machine.ts'
import { type Keychain, systemClock } from '../ports.ts'
import type { KeychainAnswer, KeychainRequest } from '../secrets/keychain.ts'
import { createRedactor } from '../secrets/redact.ts'
import { parentPort } from './answer-once.ts'
import type { FromIndexHelper, ToIndexHelper } from './index-talk.ts'

type IndexOrder = Extract<ToIndexHelper, { readonly root: string }>

const port = parentPort()
const tell = (message: FromIndexHelper) => port?.postMessage(message)
const stopping = new AbortController()
const asked: ((answer: KeychainAnswer) => void)[] = []

function ask(request: KeychainRequest): Promise<KeychainAnswer> {
  return new Promise((resolve) => {
    tell({ asks: asked.push(resolve) - 1, request })
  })
}

const keychain: Keychain = {
  get: (account) => ask({ action: 'get', account }),
  set: (account, value) => ask({ action: 'set', account, value }),
  remove: (account) => ask({ action: 'remove', account }),
  probe: () => ask({ action: 'probe', account: '' }),
}

/** @returns why it is not up to date, null when it is */
async function bringUpToDate({ root, environment, bundledRestic, repository }: IndexOrder): Promise<string | null> {
  setPriority(constants.priority.PRIORITY_LOW)
  const redactor = createRedactor()
  const log = (text: string) => tell({ log: redactor.redact(text) })
  const engine = await createEngine(
    root,
    { clock: systemClock, keychain, machine: createMachine(environment), bundledRestic, environment, log, randomBytes },
    redactor,
  )
  try {
    engine.core.settings.configuration = (await loadConfiguration(engine.core)).configuration
    const indexes = await indexRepositories(
      engine.core,
      { repository, rebuild: false },
      { signal: stopping.signal, onProgress: () => undefined },
    )
    const failed = indexes.flatMap((index) => index.failed)
    return failed.length === 0 ? null : failed.map(({ id, why }) => `${id.slice(0, 8)}: ${why}`).join('; ')
  } catch (error) {
    return redactor.redact(error instanceof Error ? error.message : String(error))
  } finally {
    engine.close()
  }
}

port?.on('message', async ({ data }) => {
  const message = data as ToIndexHelper
  if ('end' in message) stopping.abort()
  else if ('answers' in message) asked[message.answers]?.(message.answer)
  else tell({ over: true, failed: await bringUpToDate(message) })
})
