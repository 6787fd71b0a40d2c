import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { backUp, openBench, repositoryFiles } from '../helpers/cli-bench.ts'

test('drill: says that a vault comes back, and how soon; and says what does not, with exit code 1, which status tells until it does', async () => {
  const bench = openBench()
  expect(await bench.cli(['drill'])).toMatchObject({ code: 1, stderr: expect.stringContaining('has been backed up yet') })
  writeFileSync(path.join(bench.vault, 'a.md'), 'something worth keeping')
  await backUp(bench)
  bench.shim.forget()
  const good = await bench.cli(['drill'])
  expect(bench.shim.readBack()).toEqual([true])
  expect(good).toMatchObject({ code: 0, stderr: expect.stringContaining('on trial') })
  expect(good.stdout).toMatch(/^✔ \S+ comes back from "default"\n {2}\d+ files? \(.*\) were restored in .* and thrown away again\n/)
  expect(good.stdout).toMatch(/\n {2}You would be back in [\d.]+ s\n$/)
  expect((await bench.cli(['status'])).stdout).toMatch(/came back from default just now: you would be back in/)
  for (const file of repositoryFiles(bench, 'data')) rmSync(file)
  const answer = await bench.json(['drill', path.basename(bench.vault), '--repository', 'default', '--full'])
  expect(answer).toMatchObject({
    command: 'drill',
    exitCode: 1,
    runs: [
      {
        verdict: 'failed',
        problem: { code: 'drill-failed', remedy: expect.stringContaining('verify --repair') },
        result: { how: 'whole', findingCount: 1 },
      },
    ],
  })
  expect(await bench.cli(['status'])).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/x Not all of \S+ comes back from "default"/),
  })
})
