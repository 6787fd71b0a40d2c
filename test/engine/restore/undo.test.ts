import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { overwritePolicies } from '../../../main/contract/overwrite-policy.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { type RestoreRequest, restore } from '../../../main/engine/runs/restore-run.ts'
import { undo } from '../../../main/engine/runs/undo-run.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { manifest, randomTree } from '../../helpers/random-tree.ts'
import { pick, seeded } from '../../helpers/seeded.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const seed = Number(process.env['VAULTKEEPER_UNDO_SEED'] ?? 4)
const trees = Number(process.env['VAULTKEEPER_UNDO_TREES'] ?? 3)

let home: TestHome

beforeAll(async () => {
  home = await testHome()
  const vault = temporaryFolder('first')
  writeFileSync(path.join(vault, 'one.md'), 'one')
  await backup(home.core, { folder: vault, verify: false }, testHost())
  cheapenKey(path.join(home.core.home.repositories, 'default'), home.keychain.entries.get('repository:default') ?? '')
}, 60_000)

async function snapshotOf(folder: string): Promise<string> {
  const ended = await backup(home.core, { folder, verify: false }, testHost())
  return ended.result?.snapshot ?? expect.fail(JSON.stringify(ended.problem))
}

const into = (reference: string, target: string, more: Partial<RestoreRequest> = {}): RestoreRequest => ({
  reference,
  vault: undefined,
  target,
  overwrite: undefined,
  verify: true,
  ...more,
})

describe('a restore and its undo', { timeout: 120_000 }, () => {
  it.each(overwritePolicies)('bring the target back byte for byte: %s', async (overwrite) => {
    for (let number = 0; number < trees; number++) {
      const random = seeded(seed * 1000 + number)
      const vault = temporaryFolder('vault')
      const target = temporaryFolder('target')
      randomTree(random, vault, 2)
      randomTree(random, target, 2)
      writeFileSync(path.join(target, 'mine.md'), 'mine')
      // Some are identical, with their times.
      if (random() < 0.7) {
        cpSync(vault, path.join(target, 'same'), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
        cpSync(path.join(target, 'same'), path.join(vault, 'same'), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
      }
      const about = `seed ${seed}, tree ${number}, ${overwrite}`
      const snapshot = await snapshotOf(vault)
      const before = manifest(target)
      const ended = await restore(home.core, into(snapshot, target, { overwrite }), testHost())
      const after = manifest(target)
      // Where what is there stays, there may be nothing left to do.
      if (overwrite !== 'never' && overwrite !== 'if-newer') expect(after, about).not.toEqual(before)
      const undone = await undo(home.core, ended.run, testHost())
      expect(undone, `${about}: ${JSON.stringify(undone)}`).toMatchObject({ kind: 'undo', verdict: 'done' })
      expect(manifest(target), about).toEqual(before)
      // And back again.
      if (pick(random, [true, false])) {
        const again = await undo(home.core, undone.run, testHost())
        expect(again, `${about}: ${JSON.stringify(again)}`).toMatchObject({ verdict: 'done' })
        expect(manifest(target), about).toEqual(after)
      }
    }
  })
})

void [existsSync, mkdirSync, readFileSync, rmSync]
