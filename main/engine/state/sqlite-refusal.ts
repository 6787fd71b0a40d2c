/** The system's own codes for what SQLite tells by numbers (https://www.sqlite.org/rescode.html); its extended ones have the cause in their last byte. */
const codes: Readonly<Record<number, string>> = { 8: 'EROFS', 10: 'EIO', 13: 'ENOSPC' }

/** What the disk refused SQLite, as the code that the system has for it (`EIO`, `ENOSPC`, `EROFS`); `undefined` for all other errors. */
export function sqliteRefusal(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined
  return codes[Number(error.errcode) & 0xff]
}
