import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Keychain } from '../ports.ts'

/** The service under which everything of ours lies in the keychain. */
export const keychainService = 'vaultkeeper'

/**
 * What the keychain answered. `ready` with `value: null` means that it is open and holds no such entry; `canaryNew` that it had never seen
 * Vaultkeeper before, so that it is another keychain than the one an entry was put into.
 */
export type KeychainAnswer =
  | { readonly state: 'ready'; readonly value: string | null; readonly canaryNew: boolean }
  | { readonly state: 'locked' | 'absent' | 'not-answering'; readonly why: string }

/** A question to the helper process, as one line of JSON on its standard input. */
export type KeychainRequest = { readonly action: 'get' | 'set' | 'remove' | 'probe'; readonly account: string; readonly value?: string }

/** How long the keychain may take before it counts as not answering. A person may be asked to unlock it meanwhile. */
const timeCap = 5_000

/**
 * The keychain of the operating system, asked through a helper process with a time cap: the library below crashes, hangs, and starves
 * the thread pool of its process when the keychain misbehaves (../../../ARCHITECTURE.md, "Passwords").
 */
export function createKeychain(environment: NodeJS.ProcessEnv, cap: number = timeCap): Keychain {
  const ask = (request: KeychainRequest): Promise<KeychainAnswer> => askHelper(request, environment, cap)
  return {
    get: (account) => ask({ action: 'get', account }),
    set: (account, value) => ask({ action: 'set', account, value }),
    remove: (account) => ask({ action: 'remove', account }),
    probe: () => ask({ action: 'probe', account: '' }),
  }
}

function askHelper(request: KeychainRequest, environment: NodeJS.ProcessEnv, cap: number): Promise<KeychainAnswer> {
  return new Promise((resolve) => {
    const helper = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.resolve('./keychain-helper.ts'))],
      {
        stdio: ['pipe', 'pipe', 'ignore'],
        env: withoutSecrets(environment),
        windowsHide: true,
      },
    )
    let output = ''
    const timer = setTimeout(() => {
      helper.kill('SIGKILL')
      resolve({ state: 'not-answering', why: `no answer within ${cap / 1000} seconds` })
    }, cap)
    helper.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    helper.on('error', (error) => {
      clearTimeout(timer)
      resolve({ state: 'absent', why: error.message })
    })
    helper.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve(parseAnswer(output) ?? { state: 'not-answering', why: `its helper ended with ${signal ?? `exit code ${code}`}` })
    })
    // A helper that died before it read its question is told by its exit, not by a broken pipe.
    helper.stdin.on('error', () => undefined)
    helper.stdin.end(`${JSON.stringify(request)}\n`)
  })
}

/** The helper needs the session's variables (D-Bus, HOME), and none of ours: its environment can be read by every program of the same user. */
function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('VAULTKEEPER_')))
}

function parseAnswer(output: string): KeychainAnswer | undefined {
  try {
    const value = JSON.parse(output) as Record<string, unknown>
    const { state, why } = value
    if (state === 'ready')
      return { state, value: typeof value['value'] === 'string' ? value['value'] : null, canaryNew: value['canaryNew'] === true }
    if (state === 'locked' || state === 'absent' || state === 'not-answering') return { state, why: String(why) }
  } catch {
    return undefined
  }
  return undefined
}
