import { hostname } from 'node:os'
import type { Configuration } from '../../contract/configuration.ts'
import type { NewsMessage } from '../../contract/news-message.ts'
import { refusedConfiguration } from '../config/refused-configuration.ts'
import type { Core } from '../core.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { homeHost } from '../state/queries.ts'
import { carrierSettings } from './carrier-settings.ts'
import type { Carrier, Delivery } from './carriers/carrier.ts'
import { carriersOf } from './carriers/carriers-of.ts'
import { sendTestPing } from './ping.ts'
import { newsId } from './tell-news.ts'

/** What became of a test over one carrier. `why` when it did not arrive. */
export type TestResult = { readonly carrier: string; readonly name: string; readonly arrived: boolean; readonly why: string | null }

/**
 * Sends a test message over one carrier, or over all that are configured, and records what became of it. One that does not arrive is not tried again.
 * @param wish the id of a carrier, its beginning for all of one host, or its kind (`webhook`) for all of that. Throws a problem when there is none.
 */
export async function sendTest(
  core: Core,
  configuration: Configuration | null,
  wish: string | undefined,
  signal: AbortSignal,
): Promise<TestResult[]> {
  const there = configuration === null ? [] : carriersToTry(core, configuration)
  const carriers = there.filter(({ id }) => wish === undefined || [id, id.split('#')[0], id.split(':')[0]].includes(wish))
  if (carriers.length === 0) {
    if (wish === 'desktop' && configuration !== null)
      fail(
        'no-desktop',
        'This Vaultkeeper has no desktop to show anything on.',
        'Try it in the settings of the tray app: what is meant for the desktop waits for that.',
      )
    const refused = refusedConfiguration(core.settings.problems, 'nothing newer is in force')
    if (refused !== undefined) throw new ProblemError(refused)
    fail(
      'carrier-unknown',
      wish === undefined ? 'Nobody is told anything: no carrier of news is configured.' : `There is no carrier "${wish}".`,
      there.length === 0
        ? 'Name one under "notifications" in the configuration: vaultkeeper config path'
        : `There is: ${there.map(({ id }) => id).join(', ')}.`,
    )
  }
  const message = testMessage(core)
  const { id: news, kind, subject, title, text } = message
  await core.record({ event: 'news.raised', news, kind, subject, title, text, carriers: carriers.map(({ id }) => id) })
  return Promise.all(carriers.map(async (carrier) => tried(core, carrier, message, await carrier.deliver(message, signal))))
}

async function tried(core: Core, { id: carrier, name }: Carrier, { id: news }: NewsMessage, became: Delivery): Promise<TestResult> {
  if (became.ok) await core.record({ event: 'news.delivered', news, carrier })
  else await core.record({ event: 'news.failed', news, carrier, why: became.why, attempt: 1, final: true })
  return { carrier, name, arrived: became.ok, why: became.ok ? null : became.why }
}

/** The desktop of another process cannot be tried from here. */
function carriersToTry(core: Core, configuration: Configuration): Carrier[] {
  const pings = carrierSettings(configuration).flatMap((carrier): Carrier[] =>
    carrier.type === 'ping' ? [{ ...carrier, deliver: (message, signal) => sendTestPing(core, carrier, message, signal) }] : [],
  )
  return [...carriersOf(core, configuration), ...pings]
}

function testMessage(core: Core): NewsMessage {
  const host = homeHost(core.state.database) ?? hostname()
  return {
    id: newsId(core),
    kind: 'test',
    title: 'This is a test',
    text: `Vaultkeeper on ${host} can reach you this way. When a backup fails or none is made for too long, you will hear of it here.`,
    remedy: null,
    plan: null,
    repository: null,
    run: null,
    code: null,
    subject: 'test',
    time: core.ports.clock.now().toISOString(),
    host,
  }
}
