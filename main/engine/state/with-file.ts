/** Has what SQLite threw name its file, as the system's errors do. */
export function withFile(error: unknown, file: string | null): unknown {
  if (file !== null && error instanceof Error && 'errcode' in error && !('path' in error)) Object.assign(error, { path: file })
  return error
}
