import type { RunHelper } from '../helpers/run-helper.ts'
import { runWithNode } from '../helpers/run-with-node.ts'
import { commandEnvironment } from '../hooks/command-environment.ts'
import type { Keychain } from '../ports.ts'
import { sessionInWords } from './session-in-words.ts'

/** The service under which everything of ours lies in the keychain. */
export const keychainService = 'vaultkeeper'

/**
 * What the keychain answered. `ready` with `value: null` means that it is open and holds no such entry; `canaryNew` that it had never seen
 * Vaultkeeper before, so that it is another keychain than the one an entry was put into. `mark` is the same as long as it is the same keychain.
 */
export type KeychainAnswer =
  | {
      readonly state: 'ready'
      readonly value: string | null
      readonly canaryNew: boolean
      readonly mark?: string
      /** Between us and the helper: the values of the request's `others`, in their order. */
      readonly others?: readonly (string | null)[]
    }
  | { readonly state: 'locked' | 'absent' | 'not-answering'; readonly why: string }

/** A question to the helper process. `others`: further accounts to get. */
export type KeychainRequest = {
  readonly action: 'get' | 'set' | 'remove' | 'probe'
  readonly account: string
  readonly value?: string
  readonly others?: readonly string[]
}

/** How long the keychain may take before it counts as not answering. A person may be asked to unlock it meanwhile. */
const timeCap = 5_000

/**
 * The keychain of the operating system, asked through a helper process with a time cap: the library below crashes, hangs, and starves
 * the thread pool of its process when the keychain misbehaves (../../../ARCHITECTURE.md, "Passwords").
 * @param run how the host runs helpers
 */
export function createKeychain(environment: NodeJS.ProcessEnv, cap: number = timeCap, run: RunHelper = runWithNode): Keychain {
  const ask = (request: KeychainRequest): Promise<KeychainAnswer> => askHelper(request, environment, cap, run)
  return {
    get: getTogether(ask),
    set: (account, value) => ask({ action: 'set', account, value }),
    remove: (account) => ask({ action: 'remove', account }),
    probe: () => ask({ action: 'probe', account: '' }),
  }
}

/** What is asked for at once is asked of one helper: a place may want several secrets, and each helper is a process. */
function getTogether(ask: (request: KeychainRequest) => Promise<KeychainAnswer>): Keychain['get'] {
  let waiting: { readonly account: string; readonly answer: (asked: Promise<KeychainAnswer>) => void }[] = []
  const flush = () => {
    const [first, ...rest] = waiting
    waiting = []
    if (first === undefined) return
    const others = rest.map(({ account }) => account)
    const asked = ask({ action: 'get', account: first.account, ...(others.length === 0 ? {} : { others }) })
    for (const [index, { answer }] of [first, ...rest].entries()) answer(asked.then((all) => answerAt(all, index)))
  }
  return (account) =>
    new Promise((answer) => {
      if (waiting.length === 0) queueMicrotask(flush)
      waiting.push({ account, answer })
    })
}

function answerAt(all: KeychainAnswer, index: number): KeychainAnswer {
  if (all.state !== 'ready') return all
  const { others, ...first } = all
  const value = index === 0 ? first.value : (others?.[index - 1] ?? null)
  // Whatever it gives back it has seen before.
  return { ...first, value, canaryNew: value === null && first.canaryNew }
}

async function askHelper(request: KeychainRequest, environment: NodeJS.ProcessEnv, cap: number, run: RunHelper): Promise<KeychainAnswer> {
  const end = await run({ name: 'keychain', question: request, environment: helperEnvironment(environment), cap })
  if (end.ended === 'not-started') return { state: 'absent', why: end.why }
  if (end.ended === 'too-late') return { state: 'not-answering', why: `no answer within ${cap / 1000} seconds` }
  if (end.ended === 'without-answer') return { state: 'not-answering', why: `its helper ${end.why}` }
  const answer = parseAnswer(end.answer)
  const session = answer?.state === 'absent' ? sessionInWords(environment) : undefined
  if (answer?.state === 'absent' && session !== undefined) return { state: 'absent', why: `${session}; ${answer.why}` }
  return answer ?? { state: 'not-answering', why: 'its helper answered nothing that can be understood' }
}

/** How Node is to run, where the system's library for keychains lies, and what finds a D-Bus where nothing names one. */
const ofHelper = ['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'NODE_COMPILE_CACHE', 'LD_LIBRARY_PATH', 'XAUTHORITY']

/** The helper needs the session's variables, and no password that may be in ours: its environment can be read by every program of the same user. */
function helperEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return commandEnvironment(environment, Object.fromEntries(ofHelper.map((name) => [name, environment[name] ?? null])))
}

function parseAnswer(answer: unknown): KeychainAnswer | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const { state, why, value, canaryNew, mark, others } = answer as Record<string, unknown>
  if (state === 'ready')
    return {
      state,
      value: typeof value === 'string' ? value : null,
      canaryNew: canaryNew === true,
      ...(typeof mark === 'string' ? { mark } : {}),
      ...(Array.isArray(others) ? { others: others.map((one) => (typeof one === 'string' ? one : null)) } : {}),
    }
  if (state === 'locked' || state === 'absent' || state === 'not-answering') return { state, why: String(why) }
  return undefined
}
