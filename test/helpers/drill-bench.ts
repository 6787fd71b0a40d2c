import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { drill } from '../../main/engine/drill/drill-run.ts'
import { backup } from '../../main/engine/runs/backup-run.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { type TestHome, testHome, testHost } from './temporary-home.ts'

/** A vault that was backed up into the embedded repository, and is to be restored on trial. */
export type DrillBench = TestHome & {
  readonly vault: string
  /** The id of the vault. */
  readonly id: string
  readonly repository: string
  readonly save: () => Promise<void>
  readonly drill: (full?: boolean) => ReturnType<typeof drill>
  /** What drills have left behind. */
  readonly left: () => string[]
}

/** Makes one. @param fill what lies in the vault */
export async function drillBench(fill: (vault: string) => void, options: Parameters<typeof testHome>[0] = {}): Promise<DrillBench> {
  const home = await testHome(options)
  const vault = temporaryFolder('drilled')
  fill(vault)
  const save = () => backup(home.core, { folder: vault, verify: false }, testHost())
  const first = await save()
  if (first.result === undefined) throw new Error(first.problem?.sentence ?? first.verdict)
  const id = first.result.vault.id
  return {
    ...home,
    vault,
    id,
    repository: path.join(home.core.home.repositories, 'default'),
    save: async () => void (await save()),
    drill: (full = false) => drill(home.core, { vault: id, repository: 'default', full }, null, testHost()),
    left: () => leftBehind(home.root),
  }
}

/** What drills have left behind in a home. */
export function leftBehind(root: string): string[] {
  try {
    return readdirSync(path.join(root, 'cache', 'drills'))
  } catch {
    return []
  }
}

/** Small files, a hundred in each folder. */
export function manyFiles(vault: string, count: number): void {
  for (let index = 0; index < count; index++) {
    const folder = path.join(vault, `f${String(Math.floor(index / 100)).padStart(3, '0')}`)
    if (index % 100 === 0) mkdirSync(folder)
    writeFileSync(path.join(folder, `${index}.txt`), `file ${index} ${'·'.repeat(index % 50)}`)
  }
}
