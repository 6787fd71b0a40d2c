import { portMessage, type WindowBridge } from '../../main/contract/window-bridge.ts'

/** How long a port is waited for, in ms. The host gives it at once, or not at all. */
const patience = 5_000

/** A way to ask for a port and wait for it. It rejects with a `TypeError`, as `fetch` does when nobody answers. */
export function portReceiver({ askForPort }: WindowBridge): () => Promise<MessagePort> {
  return () =>
    new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer)
        removeEventListener('message', listen)
      }
      const listen = ({ source, origin, data, ports: [port] }: MessageEvent) => {
        // Only from this window itself: nothing that it frames or was opened by could hand it another's port.
        if (source !== window || origin !== location.origin || data !== portMessage || port === undefined) return
        end()
        resolve(port)
      }
      const timer = setTimeout(() => {
        end()
        reject(new TypeError('Vaultkeeper gave this window no port.'))
      }, patience)
      addEventListener('message', listen)
      askForPort()
    })
}
