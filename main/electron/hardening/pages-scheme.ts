/** The scheme of the windows' pages. It leads nowhere outside of our own windows. */
export const pagesScheme = 'vaultkeeper-pages'

/** The origin of everything that a window shows. */
export const pagesOrigin = `${pagesScheme}://pages`

/** The one document that all pages live in; which of them is shown stands behind `#`. */
export const pagesDocument = `${pagesOrigin}/`

/** Whether an address is that of the one document, at whatever page. Compared as text: nothing that is only read as it gets through. Pure. */
export function isOurDocument(url: string): boolean {
  return url === pagesDocument || url.startsWith(`${pagesDocument}#`)
}
