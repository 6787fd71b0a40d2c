import type { WebContents } from 'electron'
import type { Electron } from '../electron.ts'
import { openOutside } from './open-outside.ts'

/** Keeps contents where they are: they lead nowhere, open nothing, hold nothing foreign, and choose no device. Pages go from one to another behind `#` only. */
export function hardenContents(electron: Pick<Electron, 'shell'>, contents: WebContents, log: (text: string) => void): void {
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
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
