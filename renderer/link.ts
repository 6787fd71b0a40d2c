import { RPCLink } from '@orpc/client/fetch'
import { portLink } from './host/port-link.ts'
import { portReceiver } from './host/port-receiver.ts'
import { windowBridge as bridge } from './host/window-bridge.ts'

/** How the pages reach the engine: by a port in a window of the tray app, else over HTTP. Everything else is the same in both. */
export const link = bridge
  ? portLink(portReceiver(bridge))
  : new RPCLink({ url: () => new URL('rpc', location.href.replace(/[#?].*$/, '')).href })
