import { switchOf } from '../system/switch-of.ts'

/**
 * Switches that would let somebody else into a page or this process, show what passes between them, or take a wall away. A packaged app does not start with them: it
 * would hold the person's passwords all the same. `no-sandbox` is not among them: some desktops can start no sandbox, and packages for them add it by themselves.
 */
export const refusedSwitches: readonly string[] = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-io-pipes',
  'remote-debugging-address',
  'remote-allow-origins',
  'inspect',
  'inspect-brk',
  'inspect-wait',
  'inspect-port',
  'inspect-publish-uid',
  'auto-open-devtools-for-tabs',
  'custom-devtools-frontend',
  'js-flags',
  'load-extension',
  'disable-web-security',
  'disable-site-isolation-trials',
  'single-process',
  'disable-gpu-sandbox',
  'allow-file-access-from-files',
  'unsafely-treat-insecure-origin-as-secure',
  'ignore-certificate-errors',
  'ssl-key-log-file',
  'log-net-log',
  'browser-subprocess-path',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
]

/**
 * Which of them the app was started with, as Chromium understood the command line or as it is written there; none outside of a package, where people look for
 * faults. Pure.
 */
export function refusedSwitch(packaged: boolean, argv: readonly string[], has: (name: string) => boolean): string | undefined {
  if (!packaged) return undefined
  const written = new Set(argv.slice(1).map((one) => switchOf(one)?.name))
  return refusedSwitches.find((name) => has(name) || written.has(name))
}
