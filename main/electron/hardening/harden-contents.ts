import type { WebContents } from 'electron'
import type { Electron } from '../electron.ts'
import { closeContents } from './close-contents.ts'
import { openOutside } from './open-outside.ts'
import { isOurDocument } from './pages-scheme.ts'

/** Keeps contents where they are: they lead nowhere, open nothing, hold nothing foreign, and choose no device. Pages go from one to another behind `#` only. */
export function hardenContents(electron: Pick<Electron, 'shell'>, contents: WebContents, log: (text: string) => void): void {
  // A page that does not work any more loads its own document again; nothing else.
  const stay = (event: { readonly url: string; readonly isMainFrame: boolean; preventDefault: () => void }) => {
    if (!event.isMainFrame || !isOurDocument(event.url)) event.preventDefault()
  }
  contents.on('will-frame-navigate', stay)
  contents.on('will-navigate', stay)
  contents.on('will-redirect', (event) => event.preventDefault())
  // There are ways that Electron tells of too late, such as about:blank.
  contents.on('did-navigate', (_event, url) => {
    if (isOurDocument(url)) return
    log('A window that left our pages was closed.')
    closeContents(contents)
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('select-bluetooth-device', (event, _devices, callback) => {
    event.preventDefault()
    callback('')
  })
  // What pages could talk by without asking anybody's leave.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(electron, url, log)
    return { action: 'deny' }
  })
}
