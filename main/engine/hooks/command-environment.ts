/**
 * What a program that we start (but restic, which has its own list) may see of our environment: enough to find programs, a home, a language and the person's
 * session, and none of the passwords that may be in ours.
 */
const passedOn: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'DBUS_SESSION_BUS_ADDRESS',
  'XDG_RUNTIME_DIR',
  'SSH_AUTH_SOCK',
  // Windows programs do not start without some of these.
  'TEMP',
  'TMP',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'USERPROFILE',
  'USERNAME',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
])

/** The environment of a child: what is passed on of ours, and `own`. Pure. */
export function commandEnvironment(environment: NodeJS.ProcessEnv, own: Readonly<Record<string, string | null>>): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => passedOn.has(name.toUpperCase()) || /^LC_[A-Z]+$/.test(name))
  // A NUL would keep the child from starting at all.
  const given = Object.entries(own).flatMap(([name, value]) => (value === null ? [] : [[name, value.replaceAll('\0', '')] as const]))
  return Object.fromEntries([...kept, ...given])
}
