import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { rawRestic } from './raw-restic.ts'

/** Zeroes what files hold in a repository, wherever it lies in its packs; the folders can still be read. */
export async function damageContents(repository: string, password: string | undefined): Promise<void> {
  const raw = rawRestic(repository, password)
  type Index = { packs: { id: string; blobs: { type: string; offset: number; length: number }[] }[] }
  for (const id of (await raw('list', 'index', '--no-cache')).trim().split('\n'))
    for (const pack of (JSON.parse(await raw('cat', 'index', id, '--no-cache')) as Index).packs) {
      const file = path.join(repository, 'data', pack.id.slice(0, 2), pack.id)
      const bytes = readFileSync(file)
      for (const { type, offset, length } of pack.blobs) if (type === 'data') bytes.fill(0, offset, offset + length)
      chmodSync(file, 0o600)
      writeFileSync(file, bytes)
    }
}
