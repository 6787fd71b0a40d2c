import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import type { Machine } from '../ports.ts'
import { runProgram } from '../restic/run-program.ts'
import { askPowerShell } from './power-shell.ts'

/** How a machine is connected. */
export type Network = Awaited<ReturnType<Machine['network']>>

/** NetworkManager is asked over D-Bus, which may hang when one of the two does. */
const timeCap = 3_000

/** Looks how this machine is connected. What cannot be found out is unknown. */
export async function readNetwork(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): Promise<Network> {
  if (!networkNow()) return { online: false, metered: null }
  return { online: true, metered: await readMetered(platform, environment) }
}

/** Whether this machine has a way out now; see {@link isOnline}. */
export function networkNow(): boolean {
  return isOnline(interfacesHere())
}

/** `undefined` where the system does not say (some sandboxes). */
function interfacesHere(): NodeJS.Dict<NetworkInterfaceInfo[]> | undefined {
  try {
    return networkInterfaces()
  } catch {
    return undefined
  }
}

/** Whether there is a way out of this machine, as far as its own addresses tell: whether the other side answers shows when it is asked. */
export function isOnline(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> | undefined): boolean {
  if (interfaces === undefined) return true
  const addresses = Object.values(interfaces).flatMap((ones) => ones ?? [])
  // Every interface gives itself an address in fe80::/10, connected or not.
  return addresses.some(({ internal, address }) => !internal && !/^fe[89ab]/i.test(address))
}

async function readMetered(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): Promise<boolean | null> {
  if (platform === 'win32') return meteredOfWindows((await askPowerShell(costScript, environment)) ?? '')
  // macOS tells only programs that Apple has signed.
  return platform === 'linux' ? askNetworkManager(environment) : null
}

async function askNetworkManager(environment: NodeJS.ProcessEnv): Promise<boolean | null> {
  const name = 'org.freedesktop.NetworkManager'
  const path = '/org/freedesktop/NetworkManager'
  const questions = [
    // It is not to be started for our sake.
    ['busctl', ['--system', '--auto-start=no', 'get-property', name, path, name, 'Metered']],
    ['gdbus', ['call', '--system', '-d', name, '-o', path, '-m', 'org.freedesktop.DBus.Properties.Get', name, 'Metered']],
  ] as const
  const { PATH, DBUS_SYSTEM_BUS_ADDRESS } = environment
  const own = { PATH, LC_ALL: 'C', ...(DBUS_SYSTEM_BUS_ADDRESS ? { DBUS_SYSTEM_BUS_ADDRESS } : {}) }
  for (const [program, parameters] of questions) {
    const { code, stdout, startError } = await runProgram(program, parameters, { environment: own, timeoutMs: timeCap })
    if (startError === undefined) return code === 0 ? meteredOfNetworkManager(stdout) : null
  }
  return null
}

/**
 * Reads `u 4` (busctl) or `(<uint32 4>,)` (gdbus): 1 yes, 2 no, 3 and 4 the same as a guess, 0 unknown. A guess counts, as on the desktop.
 * @see https://networkmanager.dev/docs/api/latest/nm-dbus-types.html#NMMetered
 */
export function meteredOfNetworkManager(text: string): boolean | null {
  const value = /^(?:u |\(<uint32 )(\d+)/.exec(text)?.[1]
  if (value === '1' || value === '3') return true
  return value === '2' || value === '4' ? false : null
}

const costScript =
  '[void][Windows.Networking.Connectivity.NetworkInformation, Windows, ContentType = WindowsRuntime]; ' +
  '[string][Windows.Networking.Connectivity.NetworkInformation]::GetInternetConnectionProfile().GetConnectionCost().NetworkCostType'

/** Reads the name of a NetworkCostType: `Unrestricted`, `Fixed`, `Variable`, `Unknown`. */
export function meteredOfWindows(text: string): boolean | null {
  const type = text.trim()
  if (type === 'Fixed' || type === 'Variable') return true
  return type === 'Unrestricted' ? false : null
}
