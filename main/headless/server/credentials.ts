import type { Ports } from '../../engine/ports.ts'
import { equalSecrets } from './equal-secrets.ts'
import { createGuessLimit } from './guess-limit.ts'
import { createOneTimeCodes } from './one-time-codes.ts'
import { type Refusal, refusals } from './refusal.ts'
import { createSessionCookie } from './session-cookie.ts'

/** Who makes a request: a script by the token, a browser by its cookie, or nobody that we know, with what to answer. */
type Who =
  | { readonly by: 'token' }
  | { readonly by: 'cookie'; readonly ageing: boolean }
  | { readonly by: 'nobody'; readonly refusal: Refusal }

/** All by which somebody may come in. Wrong tokens, codes and cookies are counted each by itself: who floods one closes no other. */
export type Credentials = {
  readonly judge: (authorization: string | undefined, cookies: string | undefined, now: Date) => Who
  readonly setCookie: (now: Date) => string
  /** Uses a code up. */
  readonly takeCode: (code: string) => 'good' | 'wrong' | 'limited'
}

/** The credentials of one server on `port`: its home's token, and the key of its one-time codes. */
export function createCredentials(secrets: { token: string; key: string }, port: number, ports: Pick<Ports, 'clock'>): Credentials {
  const { token, key } = secrets
  const cookie = createSessionCookie(token, port)
  const takeCode = createOneTimeCodes(key, ports)
  const limits = { token: createGuessLimit(ports.clock), cookie: createGuessLimit(ports.clock), code: createGuessLimit(ports.clock) }
  const wrong = (kind: keyof typeof limits): Who => {
    const allowed = limits[kind].allows()
    limits[kind].wrong()
    return { by: 'nobody', refusal: allowed ? refusals.signIn : refusals.manyGuesses }
  }
  return {
    judge: (authorization, cookies, now) => {
      if (authorization !== undefined) {
        // Not even looked at when there were too many.
        const good = limits.token.allows() && equalSecrets(authorization.replace(/^bearer +/i, ''), token)
        return good ? { by: 'token' } : wrong('token')
      }
      // Always looked at: others' guesses must not lock out who is in.
      const standing = cookie.judge(cookies, now)
      if (standing === 'none') return { by: 'nobody', refusal: refusals.signIn }
      return standing === 'wrong' ? wrong('cookie') : { by: 'cookie', ageing: standing === 'good-ageing' }
    },
    setCookie: cookie.set,
    takeCode: (code) => {
      if (!limits.code.allows()) return 'limited'
      if (takeCode(code)) return 'good'
      limits.code.wrong()
      return 'wrong'
    },
  }
}
