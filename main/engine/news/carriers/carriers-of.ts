import type { Configuration } from '../../../contract/configuration.ts'
import type { Core } from '../../core.ts'
import { type CarrierSettings, carrierSettings } from '../carrier-settings.ts'
import { type Carrier, carrierFailed, type Delivery, delivered } from './carrier.ts'

/**
 * The carriers of news that the configuration names and that this process can use: without a desktop there is no carrier to it. Pings are no carriers
 * of news. What each needs is loaded when it first delivers.
 */
export function carriersOf(core: Core, configuration: Configuration): Carrier[] {
  return carrierSettings(configuration).flatMap((carrier) => {
    const deliver = attemptOf(core, carrier)
    return deliver === undefined ? [] : [{ id: carrier.id, name: carrier.name, on: carrier.on, deliver }]
  })
}

function attemptOf(core: Core, carrier: CarrierSettings): Carrier['deliver'] | undefined {
  switch (carrier.type) {
    case 'desktop': {
      const { desktop } = core.ports
      return desktop && ((message) => shown(desktop.show(message)))
    }
    case 'webhook':
      return async (message, signal) => {
        const [{ sendHttp }, { webhookPost }] = await Promise.all([import('./send-http.ts'), import('./webhook.ts')])
        return sendHttp(webhookPost(carrier.settings.url, message), signal)
      }
    case 'ntfy':
      return async (message, signal) => {
        const [{ sendHttp }, { ntfyPost }] = await Promise.all([import('./send-http.ts'), import('./ntfy.ts')])
        return sendHttp(ntfyPost(carrier.settings.url, message), signal)
      }
    case 'email':
      return async (message, signal) => (await import('./email.ts')).sendEmail(core, carrier.settings, message, signal)
    case 'command':
      return async (message, signal) => (await import('./command.ts')).tellCommand(core, carrier.settings, message, signal)
    case 'ping':
      return undefined
  }
}

/** How long a desktop may take to show something, in milliseconds. */
const desktopCap = 10_000

async function shown(showing: Promise<void>): Promise<Delivery> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Delivery>((resolve) => {
    timer = setTimeout(() => resolve(carrierFailed('it does not answer')), desktopCap)
  })
  const done = showing.then(
    () => delivered,
    (error: unknown) => carrierFailed(error instanceof Error ? error.message.replace(/\.$/, '') : 'it could not be shown'),
  )
  return Promise.race([done, late]).finally(() => clearTimeout(timer))
}
