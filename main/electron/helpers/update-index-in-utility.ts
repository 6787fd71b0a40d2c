import type { Core } from '../../engine/core.ts'
import type { UpdateIndex } from '../../engine/daemon/keep-indexed.ts'
import type { FromIndexHelper, ToIndexHelper } from '../../engine/helpers/index-talk.ts'
import { commandEnvironment } from '../../engine/hooks/command-environment.ts'
import type { Keychain } from '../../engine/ports.ts'
import type { KeychainAnswer, KeychainRequest } from '../../engine/secrets/keychain.ts'
import type { Electron } from '../electron.ts'
import { endUtility, startUtility } from './start-utility.ts'

/** How long a helper that was asked to end may take, in ms: it ends its restic first. Less than a session that ends leaves us (home/session-end.ts). */
const grace = 3_000

/** Brings indexes up to date in a utility process each: days of work for a large repository, of which the app itself shall not notice anything. */
export function updateIndexInUtility(electron: Pick<Electron, 'utilityProcess'>, core: Core): UpdateIndex {
  const { environment, keychain, log, bundledRestic } = core.ports
  return async (repository, signal) => {
    if (signal.aborted) return
    // What a process is started with can be read by every program of the same user; all of it, with what is secret there, is told to it.
    const helper = startUtility(electron, 'index', commandEnvironment(environment, {}))
    const failed = Promise.withResolvers<string | null>()
    const say = (message: ToIndexHelper) => helper.postMessage(message)
    helper.on('message', (said: unknown) => {
      const message = understood(said)
      if (message === undefined) failed.resolve('it said something that cannot be understood')
      else if ('log' in message) log(message.log)
      else if ('over' in message) failed.resolve(message.failed)
      else void answer(keychain, message.request).then((answer) => say({ answers: message.asks, answer }))
    })
    helper.once('exit', (code) => failed.resolve(`it ended with exit code ${code}`))
    // Politely: what it has added is kept.
    let timer: NodeJS.Timeout | undefined
    const end = () => {
      say({ end: true })
      timer = setTimeout(() => endUtility(helper), grace)
    }
    signal.addEventListener('abort', end, { once: true })
    try {
      say({ root: core.home.root, environment: defined(environment), bundledRestic, repository })
      const why = await failed.promise
      if (why !== null && !signal.aborted) throw new Error(why)
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      endUtility(helper)
    }
  }
}

/** What is thrown in a listener would reach the whole app. */
function understood(said: unknown): FromIndexHelper | undefined {
  if (typeof said !== 'object' || said === null) return undefined
  const { log, over, failed, asks, request } = said as Record<string, unknown>
  if (typeof log === 'string') return { log }
  if (over === true && (failed === null || typeof failed === 'string')) return { over, failed }
  if (typeof asks !== 'number' || typeof request !== 'object' || request === null) return undefined
  const { action, account, value } = request as Record<string, unknown>
  if (typeof account !== 'string' || !actions.some((one) => one === action)) return undefined
  return { asks, request: { action: action as KeychainRequest['action'], account, ...(typeof value === 'string' && { value }) } }
}

const actions: readonly KeychainRequest['action'][] = ['get', 'set', 'remove', 'probe']

function answer(keychain: Keychain, { action, account, value = '' }: KeychainRequest): Promise<KeychainAnswer> {
  if (action === 'set') return keychain.set(account, value)
  return action === 'probe' ? keychain.probe() : keychain[action](account)
}

function defined(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
