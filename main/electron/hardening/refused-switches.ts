/**
 * Switches that would let somebody else into a page or this process, show what passes between them, or take a wall away. A packaged app does not start with them: it
 * would hold the person's passwords all the same.
 */
export const refusedSwitches: readonly string[] = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'inspect-publish-uid',
  'auto-open-devtools-for-tabs',
  'js-flags',
  'load-extension',
  'disable-web-security',
  'disable-site-isolation-trials',
  'single-process',
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

/** Which of them the app was started with; none outside of a package, where people look for faults. Pure. */
export function refusedSwitch(packaged: boolean, has: (name: string) => boolean): string | undefined {
  return packaged ? refusedSwitches.find(has) : undefined
}
