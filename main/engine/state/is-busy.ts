/** Whether SQLite refused because another connection has what it needs, in any of its kinds (https://www.sqlite.org/rescode.html#busy). */
export function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && (Number(error.errcode) & 0xff) === 5
}
