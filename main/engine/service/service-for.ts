import { posix, win32 } from 'node:path'
import { fail } from '../problem-error.ts'
import { launchdPlist } from './launchd-plist.ts'
import { type ServicePlan, serviceName } from './service-plan.ts'
import { type SystemAccount, systemdUnit } from './systemd-unit.ts'
import { environmentFileOf, windowsTask } from './windows-task.ts'

/** A file that makes a service, and what to do with it. Commands are for a person to type. */
export type Service = {
  readonly path: string
  readonly content: string
  readonly encoding: 'utf8' | 'utf16le'
  /** Who may read it: the system's own files are everybody's. */
  readonly mode: 0o600 | 0o644
  /** A file that goes with it. */
  readonly beside: { readonly path: string; readonly content: string } | null
  /** A link that switching it on makes, and that would lead nowhere without it. */
  readonly link: string | null
  readonly switchOn: string
  /** For one that runs already, and is to run as the file says now. */
  readonly startAnew: string
  readonly switchOff: string
  /** So that it also runs while nobody is logged in; `null` where that cannot be had. */
  readonly always: string | null
}

/** Where things are on this machine: the person's folders, our own, and who the person is. */
export type ServicePlaces = {
  readonly person: string
  /** XDG_CONFIG_HOME, if it is set. */
  readonly configuration: string | undefined
  readonly home: string
  readonly user: string
  /** Whether that is root, who needs no sudo. */
  readonly root?: boolean
  /** For a service of the whole system, not of this person. */
  readonly account?: SystemAccount
}

/** The service of a platform. Throws a problem for a platform without one. */
export function serviceFor(platform: NodeJS.Platform, plan: ServicePlan, places: ServicePlaces): Service {
  if (places.account !== undefined) return systemService(platform, plan, places.account, places.root === true ? '' : 'sudo ')
  switch (platform) {
    case 'linux':
      return systemdService(plan, places)
    case 'darwin':
      return launchdService(plan, places)
    case 'win32':
      return windowsService(plan, places)
    default:
      return fail(
        'service-unknown',
        `Vaultkeeper does not know the services of this system (${platform}).`,
        'Start `vaultkeeper daemon` by its own means.',
      )
  }
}

function systemdService(plan: ServicePlan, { person, configuration }: ServicePlaces): Service {
  const own = configuration !== undefined && posix.isAbsolute(configuration) ? configuration : posix.join(person, '.config')
  const folder = posix.join(own, 'systemd', 'user')
  const unit = `${serviceName}.service`
  return {
    path: posix.join(folder, unit),
    content: systemdUnit(plan),
    encoding: 'utf8',
    mode: 0o600,
    beside: null,
    link: posix.join(folder, 'default.target.wants', unit),
    switchOn: `systemctl --user enable --now ${unit}`,
    startAnew: `systemctl --user daemon-reload && systemctl --user restart ${unit}`,
    switchOff: `systemctl --user stop ${unit}; systemctl --user daemon-reload`,
    always: 'loginctl enable-linger',
  }
}

function systemService(platform: NodeJS.Platform, plan: ServicePlan, account: SystemAccount, sudo: string): Service {
  if (platform !== 'linux')
    return fail(
      'service-not-of-system',
      'A service of the whole system is for systemd, which this system does not have.',
      'Have one that runs as you: vaultkeeper service install',
    )
  const folder = '/etc/systemd/system'
  const unit = `${serviceName}.service`
  return {
    path: posix.join(folder, unit),
    content: systemdUnit(plan, account),
    encoding: 'utf8',
    mode: 0o644,
    beside: null,
    link: posix.join(folder, 'multi-user.target.wants', unit),
    switchOn: `${sudo}systemctl enable --now ${unit}`,
    startAnew: `${sudo}systemctl daemon-reload && ${sudo}systemctl restart ${unit}`,
    switchOff: `${sudo}systemctl stop ${unit}; ${sudo}systemctl daemon-reload`,
    always: null,
  }
}

function launchdService(plan: ServicePlan, { person }: ServicePlaces): Service {
  const path = posix.join(person, 'Library', 'LaunchAgents', `${serviceName}.plist`)
  const log = posix.join(person, 'Library', 'Logs', `${serviceName}.log`)
  const switchOn = `launchctl bootstrap gui/$(id -u) ${shellQuoted(path)}`
  const switchOff = `launchctl bootout gui/$(id -u)/${serviceName}`
  return {
    path,
    content: launchdPlist(plan, log),
    encoding: 'utf8',
    mode: 0o600,
    beside: null,
    link: null,
    switchOn,
    startAnew: `${switchOff}; ${switchOn}`,
    switchOff,
    always: null,
  }
}

function windowsService(plan: ServicePlan, { home, user }: ServicePlaces): Service {
  const path = win32.join(home, 'service-task.xml')
  const beside = { path: win32.join(home, 'service.env'), content: environmentFileOf(plan) }
  const switchOn = `schtasks /Create /F /TN ${serviceName} /XML "${path}"`
  return {
    path,
    content: windowsTask(plan, user, beside.path),
    encoding: 'utf16le',
    mode: 0o600,
    beside,
    link: null,
    switchOn,
    startAnew: `schtasks /End /TN ${serviceName} & ${switchOn} & schtasks /Run /TN ${serviceName}`,
    switchOff: `schtasks /End /TN ${serviceName} & schtasks /Delete /F /TN ${serviceName}`,
    always: null,
  }
}

function shellQuoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
