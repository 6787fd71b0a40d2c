import { createHmac } from 'node:crypto'
import { equalSecrets } from './equal-secrets.ts'

const day = 24 * 60 * 60
/** How long a browser stays signed in without being used, in days. */
const lifetime = 30

/** The cookie that a browser shows instead of the token. It follows from the token, so it outlives a restart of the server, and ends by its own date. */
export type SessionCookie = {
  /** The header that sets it. */
  readonly set: (now: Date) => string
  /** What a request's cookies say: nothing of ours, a wrong one, a good one, a good one that should be renewed. */
  readonly judge: (header: string | undefined, now: Date) => 'none' | 'wrong' | 'good' | 'good-ageing'
}

/** The cookie of a server. Cookies do not know ports: its name holds ours, so that two homes do not sign each other out. */
export function createSessionCookie(token: string, port: number): SessionCookie {
  const name = `vaultkeeper-${port}`
  const valueUntil = (until: string) => `${until}.${createHmac('sha256', token).update(`cookie ${until}`).digest('base64url')}`
  const goodUntil = (value: string, now: Date): number | undefined => {
    const [until = ''] = value.split('.')
    if (!/^\d{1,12}$/.test(until) || !equalSecrets(value, valueUntil(until))) return undefined
    return Number(until) > now.getTime() / 1000 ? Number(until) : undefined
  }
  return {
    set: (now) => {
      const until = String(Math.floor(now.getTime() / 1000) + lifetime * day)
      return `${name}=${valueUntil(until)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${lifetime * day}`
    },
    judge: (header, now) => {
      const values = (header ?? '')
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1))
      if (values.length === 0) return 'none'
      const untils = values.map((value) => goodUntil(value, now)).filter((until) => until !== undefined)
      // Another program's page on this machine can set cookies for our address, too: what it adds must not sign anybody out.
      const [until] = untils.sort((a, b) => b - a)
      if (until === undefined) return 'wrong'
      return until - now.getTime() / 1000 < (lifetime - 1) * day ? 'good-ageing' : 'good'
    },
  }
}
