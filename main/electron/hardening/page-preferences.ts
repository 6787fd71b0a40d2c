import type { Session, WebPreferences } from 'electron'

/**
 * How every page of ours runs, written out whole: what is not said here could be changed by a default of another version, or by whoever opens a window. Pages have no
 * Node, no developer tools and no more than the preload gives them.
 */
export function pagePreferences(session: Session, preload: string): WebPreferences {
  return {
    preload,
    session,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    enableBlinkFeatures: '',
    webviewTag: false,
    plugins: false,
    navigateOnDragDrop: false,
    enableDeprecatedPaste: false,
    devTools: false,
    spellcheck: false,
    webgl: false,
    safeDialogs: true,
    autoplayPolicy: 'user-gesture-required',
  }
}
