/**
 * What kind of session there is no keychain in, as far as its variables tell, for a person who wonders why: `this session came over SSH`; `undefined` where they
 * tell nothing. Pure.
 */
export function sessionInWords(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string | undefined {
  if (environment['SSH_CONNECTION'] || environment['SSH_CLIENT']) return 'this session came over SSH'
  if (platform !== 'linux') return undefined
  const desktop = Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY'])
  if (environment['DBUS_SESSION_BUS_ADDRESS'])
    return desktop ? undefined : 'this session has no desktop, and no program in it keeps secrets'
  if (environment['INVOCATION_ID']) return 'this runs as a service, without a session of the desktop'
  return desktop ? 'the desktop did not hand its session bus on' : 'this session has no bus, as under cron or a console'
}
