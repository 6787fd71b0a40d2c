/** Whether SQLite says that its file is not what it should be (https://www.sqlite.org/rescode.html: SQLITE_CORRUPT, SQLITE_NOTADB). */
export function isCorrupt(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && [11, 26].includes(Number(error.errcode) & 0xff)
}
