import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type DrillBench, drillBench, manyFiles } from '../../helpers/drill-bench.ts'
import { recorded } from '../../helpers/temporary-home.ts'

/** The largest pack of a repository: contents of files lie in it. */
function largestPack(repository: string): string {
  const data = path.join(repository, 'data')
  const packs = readdirSync(data).flatMap((folder) => readdirSync(path.join(data, folder)).map((name) => path.join(data, folder, name)))
  const [largest = ''] = packs.toSorted((one, other) => statSync(other).size - statSync(one).size)
  return largest
}

describe('a drill of a vault of 20,000 files', { timeout: 240_000 }, () => {
  let bench: DrillBench
  let pack: string
  beforeAll(async () => {
    bench = await drillBench((vault) => manyFiles(vault, 20_000))
    pack = largestPack(bench.repository)
  }, 240_000)

  it('proves that all of it comes back, and how long that takes; a file that has changed since is no error', async () => {
    writeFileSync(path.join(bench.vault, 'f000/7.txt'), 'otherwise by now')
    const ended = await bench.drill()
    expect(ended).toMatchObject({
      verdict: 'done',
      result: { how: 'whole', files: 20_000, comparedFiles: 19_999, verifiedFiles: 1, changedSince: 1, findings: [], findingCount: 0 },
    })
    const { backIn = 0, duration = 0 } = ended.result ?? {}
    expect(backIn).toBeGreaterThan(0)
    expect(backIn).toBeLessThanOrEqual(duration)
    expect(bench.left()).toEqual([])
  })

  it('finds one flipped byte in the repository', async () => {
    const bytes = readFileSync(pack)
    const flipped = Buffer.from(bytes)
    flipped[1_000] = (bytes[1_000] ?? 0) ^ 1
    writeFileSync(pack, flipped)
    const ended = await bench.drill().finally(() => writeFileSync(pack, bytes))
    const [finding] = ended.result?.findings ?? []
    expect(finding).toMatchObject({ finding: 'damaged', why: 'what the repository has of it is damaged' })
    expect(ended).toMatchObject({
      verdict: 'failed',
      problem: {
        code: 'drill-failed',
        sentence: expect.stringContaining(`from "default": ${finding?.path}: what the repository`),
        remedy: expect.stringMatching(/Then: vaultkeeper drill \S+ --repository default$/),
      },
      result: { findingCount: 1, changedSince: 1 },
    })
    expect(bench.left()).toEqual([])
  })

  it('finds that a pack is missing, with as many files as lie in it', async () => {
    renameSync(pack, `${bench.root}/pack`)
    const ended = await bench.drill().finally(() => renameSync(`${bench.root}/pack`, pack))
    expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'drill-failed' } })
    const { files = 0, findingCount = 0, findings = [] } = ended.result ?? {}
    expect(findingCount).toBeGreaterThan(1000)
    expect(files + findingCount).toBe(20_000)
    expect(findings).toHaveLength(200)
    expect(findings[0]).toMatchObject({ why: 'the repository has lost a part of it' })
    expect(bench.left()).toEqual([])
    expect(recorded(bench.root).at(-1)).toMatchObject({ event: 'run.outcome', verdict: 'failed' })
  })
})
