// A process of its own: is asked one question, asks the keychain, answers, and ends. It may hang or crash (see ../secrets/keychain.ts); whoever started it
// has a time cap. findCredentials is never called: it crashes on a locked keychain.
import { randomUUID } from 'node:crypto'
import { type KeychainAnswer, type KeychainRequest, keychainService } from '../secrets/keychain.ts'
import { answerOnce } from './answer-once.ts'

const service = keychainService
type Keytar = typeof import('keytar')
// An item of our own, no secret. On a locked keychain the library answers "no such item" for everything: only this one, which must be
// there once the keychain has been used, tells "locked" from "not set". What stands behind its words tells one keychain from another.
const canary = { account: 'canary', words: 'Vaultkeeper can read this keychain' }

async function answer(request: KeychainRequest): Promise<KeychainAnswer> {
  try {
    // Loaded here, not above: where the system's own library (libsecret) is missing, loading throws, and that too is an answer.
    const { default: keytar } = await import('keytar')
    const there = await keytar.getPassword(service, canary.account)
    const canaryNew = !there?.startsWith(canary.words)
    let mark = canaryNew ? `${canary.words} (${randomUUID()})` : String(there)
    const got: (string | null)[] = []
    if (request.action === 'get') {
      for (const account of [request.account, ...(request.others ?? [])]) got.push(await keytar.getPassword(service, account))
      // One whose canary is gone is the same keychain all the same.
      if (!got.includes(null)) return { state: 'ready', ...asAnswer(got), canaryNew: false, ...(canaryNew ? {} : { mark }) }
    }
    if (canaryNew) {
      await keytar.setPassword(service, canary.account, mark)
      const given = await keytar.getPassword(service, canary.account)
      // A keychain that takes an item and does not give it back is no place for a password.
      if (!given?.startsWith(canary.words)) return { state: 'locked', why: 'it does not give back what it was given' }
      // Another process may have been the first at the same time.
      mark = given
    }
    if (request.action === 'set') return await setAndReadBack(keytar, request, { canaryNew, mark })
    if (request.action === 'remove') await keytar.deletePassword(service, request.account)
    return { state: 'ready', ...asAnswer(got), canaryNew, mark }
  } catch (error) {
    return refusal(error instanceof Error ? error.message : String(error))
  }
}

function asAnswer([value = null, ...others]: readonly (string | null)[]) {
  return { value, ...(others.length === 0 ? {} : { others }) }
}

async function setAndReadBack(
  keytar: Keytar,
  request: KeychainRequest,
  which: { readonly canaryNew: boolean; readonly mark: string },
): Promise<KeychainAnswer> {
  await keytar.setPassword(service, request.account, request.value ?? '')
  const value = await keytar.getPassword(service, request.account)
  return value === request.value ? { state: 'ready', value, ...which } : { state: 'locked', why: 'it does not give back what it was given' }
}

function refusal(message: string): KeychainAnswer {
  // The binary is there, and the library of the system that it needs is not.
  if (process.platform === 'linux' && /native addon|shared object/.test(message))
    return { state: 'absent', why: 'the library that leads to one, libsecret, is not installed' }
  return /locked|dismissed|prompt|user interaction|-25308|-128/i.test(message)
    ? { state: 'locked', why: message }
    : { state: 'absent', why: message }
}

void answerOnce(answer)
