import type { WebContents } from 'electron'
import { portMessage } from '../../contract/window-bridge.ts'
import type { Electron } from '../electron.ts'
import type { Connection, Port } from './host-ports.ts'
import { refuseSender } from './refuse-sender.ts'

/** What a window's contents are asked and told here. */
export type ConnectedContents = Pick<WebContents, 'id' | 'ipc' | 'isDestroyed' | 'mainFrame' | 'on' | 'once'>

/**
 * Gives the page of one window a port when it asks, and answers at it. Asked again, after a reload or a lost port, the earlier one is closed first. It ends with
 * the window and with a page that crashed. It listens at this window's contents and not at `ipcMain`: nothing else can be heard there.
 */
export function connectWindow(options: {
  readonly electron: Pick<Electron, 'MessageChannelMain'>
  readonly contents: ConnectedContents
  readonly connect: (port: Port) => Connection
  readonly log: (text: string) => void
}): void {
  const { electron, contents, connect, log } = options
  let connection: Connection | undefined
  const drop = () => {
    connection?.close()
    connection = undefined
  }
  contents.ipc.on(portMessage, (event) => {
    const refused = refuseSender(event, contents)
    if (refused !== undefined) return log(`A port was asked for and not given: ${refused}.`)
    drop()
    const { port1, port2 } = new electron.MessageChannelMain()
    connection = connect(port1)
    event.senderFrame?.postMessage(portMessage, null, [port2])
  })
  contents.on('render-process-gone', drop)
  contents.once('destroyed', drop)
}
