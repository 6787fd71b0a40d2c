import { hostContract } from '../../../main/electron/carrier/host-contract.ts'
import type { PortsHost } from '../../../main/electron/carrier/host-ports.ts'
import { readPages } from '../../../main/engine/pages/read-pages.ts'
import { builtPreload } from '../preload-built.ts'
import { openInWindow } from './open-in-window.ts'
import type { Hosted, PageHost } from './page-host.ts'
import { offerWindows } from './windows-by-origin.ts'

let made = 0

/** Offers pages and procedures as the tray app does in its windows. */
export async function windowHost({ core, jobs, pages }: Hosted): Promise<PageHost> {
  // Chromium knows no scheme of ours. An origin of its own that is safe, too, and that no network has, stands for it.
  const origin = `https://window-${++made}.vaultkeeper.test`
  const files = readPages(pages)
  const preload = await builtPreload()
  const log = (text: string) => core.ports.log(text)
  let procedures: PortsHost | undefined = hostContract({ core, jobs })
  offerWindows(origin, (page) => openInWindow(page, { origin, pages: files, preload, log, procedures: () => procedures }))
  const place = (behind: string) => `${origin}/${behind}`
  return {
    address: place,
    place,
    stop: async () => {
      procedures?.end()
      procedures = undefined
    },
    restart: async () => {
      procedures = hostContract({ core, jobs })
    },
  }
}
