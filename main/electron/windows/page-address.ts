import { pagesDocument } from '../hardening/pages-scheme.ts'

/** The address of a page, as `/approvals` or `/restore?need=file`. What is no page of ours by its look is the first one. Pure. */
export function pageAddress(page: string): string {
  return `${pagesDocument}#${/^\/[\w\-./~%?&=+,:@!]*$/.test(page) ? page : '/'}`
}
