import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { Configuration } from '../../contract/configuration.ts'
import type { NewsKind } from '../../contract/news-events.ts'

type Notifications = Configuration['notifications']

/**
 * A carrier of news as the configuration names it. `id` (`webhook:hooks.example.com`) stands in the records, `name` (*the webhook at
 * hooks.example.com*) in sentences. The address itself is in neither: with many services it is the secret. `on`: what it is to carry.
 */
export type CarrierSettings = { readonly id: string; readonly name: string; readonly on: ReadonlySet<NewsKind> } & (
  | { readonly type: 'desktop'; readonly settings: Notifications['desktop'] }
  | { readonly type: 'webhook'; readonly settings: Notifications['webhook'][number] }
  | { readonly type: 'ntfy'; readonly settings: Notifications['ntfy'][number] }
  | { readonly type: 'email'; readonly settings: NonNullable<Notifications['email']> }
  | { readonly type: 'command'; readonly settings: Notifications['command'][number] }
  | { readonly type: 'ping'; readonly settings: Notifications['ping'][number] }
)

type Unnamed<Settings = CarrierSettings> = Settings extends unknown ? Omit<Settings, 'id'> & { readonly wish: string } : never

/**
 * All carriers of a configuration, each with an id of its own. Several of one kind at one host are told apart by their addresses, in whatever order they
 * stand: by its place one would get what waits for another. One that is alone there keeps its id, and with it what waits, when its address is corrected.
 * Pure.
 */
export function carrierSettings({ notifications }: Pick<Configuration, 'notifications'>): CarrierSettings[] {
  const { desktop, webhook, ntfy, email, command, ping } = notifications
  const found: Unnamed[] = [
    { type: 'desktop', wish: 'desktop', name: 'the desktop', on: desktopKinds(desktop), settings: desktop },
    ...webhook.map((settings) => ({
      type: 'webhook' as const,
      wish: `webhook:${hostOf(settings.url)}`,
      name: `the webhook at ${hostOf(settings.url)}`,
      on: new Set(settings.on),
      settings,
    })),
    ...ntfy.map((settings) => ({
      type: 'ntfy' as const,
      wish: `ntfy:${hostOf(settings.url)}`,
      name: `ntfy at ${hostOf(settings.url)}`,
      on: new Set(settings.on),
      settings,
    })),
    ...(email === null
      ? []
      : [{ type: 'email' as const, wish: 'email', name: `e-mail to ${email.to.join(', ')}`, on: new Set(email.on), settings: email }]),
    ...command.map((settings) => ({
      type: 'command' as const,
      wish: `command:${programOf(settings.command)}`,
      name: `the command ${programOf(settings.command)}`,
      on: new Set(settings.on),
      settings,
    })),
    ...ping.map((settings) => ({
      type: 'ping' as const,
      wish: `ping:${hostOf(settings.url)}`,
      name: `the ping at ${hostOf(settings.url)}`,
      on: new Set<NewsKind>(),
      settings,
    })),
  ]
  const wishes = Map.groupBy(found, ({ wish }) => wish)
  const taken = new Set<string>()
  return found.map(({ wish, ...carrier }) => {
    const id = firstFree((wishes.get(wish)?.length ?? 0) > 1 ? `${wish}#${hashOf(carrier)}` : wish, taken)
    taken.add(id)
    return { ...carrier, id }
  })
}

/** Failures are everything that a person has to know of, and that it is over; successes are told one by one, or summed up each day. */
function desktopKinds({ failures, successes }: Notifications['desktop']): Set<NewsKind> {
  const kinds: NewsKind[] = failures
    ? ['failed', 'stale', 'anomaly', 'approval', 'recovered', 'carrier-failed', 'git', 'agent', 'reminder']
    : []
  if (successes === 'each') kinds.push('well')
  if (successes === 'daily') kinds.push('digest')
  return new Set(kinds)
}

/** Of the address, which may be the secret. */
function hashOf({ settings }: Pick<CarrierSettings, 'settings'>): string {
  const address = 'url' in settings ? settings.url : 'command' in settings ? settings.command : ''
  return createHash('sha256').update(JSON.stringify(address)).digest('hex').slice(0, 8)
}

/** The same address may be named twice. */
function firstFree(wish: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? wish : `${wish}#${number}`
    if (!taken.has(candidate)) return candidate
  }
}

/** Host and port of an address that the configuration has accepted. */
function hostOf(url: string): string {
  return new URL(url).host
}

function programOf([program = '']: readonly string[]): string {
  return basename(program)
}
