import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ComebackMachine } from '../../contract/procedures/comeback.ts'
import type { Core } from '../core.ts'
import { chainStart, sealLine } from '../history/chain.ts'
import { ownFiles } from '../own/own-files.ts'
import { swapHistory } from './swap-history.ts'

/** A history for a machine that kept none: it begins with its name, under which its snapshots are its own, and with where its vaults were. */
export async function freshHistory(core: Core, { host, vaults }: ComebackMachine): Promise<void> {
  const folder = mkdtempSync(join(core.home.temporary, `${process.pid}-comeback-`))
  const file = join(folder, ownFiles.history)
  try {
    const link = { seq: 1, time: core.ports.clock.now().toISOString(), previous: chainStart }
    writeFileSync(file, `${sealLine({ ...link, event: 'home.created', host }).line}\n`, { mode: 0o600 })
    await swapHistory(core, file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  for (const { id, name, path } of vaults) if (path !== null) await core.record({ event: 'vault.known', vault: id, name, path })
}
