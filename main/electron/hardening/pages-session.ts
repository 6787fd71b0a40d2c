import type { Session } from 'electron'
import type { Pages } from '../../engine/pages/read-pages.ts'
import type { Electron } from '../electron.ts'
import { answerPage } from './answer-page.ts'
import { denyPermissions } from './deny-permissions.ts'
import { mayDownload } from './may-download.ts'
import { mayRequest } from './may-request.ts'
import { pagesScheme } from './pages-scheme.ts'

/** The session that all our pages share, and nobody else. It remembers how a person likes the pages to look, and keeps no answers. */
export function pagesSession({ session }: Pick<Electron, 'session'>): Session {
  return session.fromPartition('persist:vaultkeeper-pages', { cache: false })
}

/** Makes the session what pages may have: their own files, and no network, no permissions, no downloads but their own. To be called once. */
export function hardenSession(session: Session, pages: () => Pages, log: (text: string) => void): void {
  session.protocol.handle(pagesScheme, (request) => answerPage(pages(), request))
  session.webRequest.onBeforeRequest((details, callback) => {
    const allowed = mayRequest(details)
    if (!allowed) log(`A page asked for something that it may not have (${details.resourceType}).`)
    callback({ cancel: !allowed })
  })
  denyPermissions(session)
  // No server is asked for anything; were one asked all the same, it would not be believed.
  session.setCertificateVerifyProc((_request, callback) => callback(-2))
  session.setProxy({ mode: 'direct' }).catch((error: unknown) => log(`The pages' session keeps the proxy of the system: ${String(error)}`))
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event, item) => {
    if (mayDownload(item)) return
    event.preventDefault()
    log('A download was refused.')
  })
}
