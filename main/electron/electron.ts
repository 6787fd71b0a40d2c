import type * as electron from 'electron'

/**
 * What of Electron the shell uses. Only main.ts imports the real one; everything else is handed it, so that the same code runs under the tests' typed fake
 * where the runtime cannot be had.
 */
export type Electron = Pick<
  typeof electron,
  | 'app'
  | 'BaseWindow'
  | 'BrowserWindow'
  | 'dialog'
  | 'Menu'
  | 'MessageChannelMain'
  | 'nativeImage'
  | 'nativeTheme'
  | 'net'
  | 'Notification'
  | 'powerMonitor'
  | 'powerSaveBlocker'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'shell'
  | 'Tray'
  | 'utilityProcess'
>
