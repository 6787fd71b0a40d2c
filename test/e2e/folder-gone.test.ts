import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type Bench, expectFailure, openBench } from '../helpers/cli-bench.ts'
import { gitBench } from '../helpers/git-bench.ts'

/** From now on each command is called in a folder that was removed. */
function inRemovedFolder(bench: Bench): void {
  const gone = path.join(bench.folder, 'gone')
  bench.prefix = ['bash', '-c', 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"', gone]
}

test.runIf(process.platform === 'linux')(
  'in a folder that was removed only what is seen from it is refused',
  { timeout: 120_000 },
  async () => {
    const bench = openBench()
    const git = gitBench(bench.folder)
    Object.assign(bench.environment, git.environment)
    writeFileSync(path.join(bench.vault, 'note.md'), 'a note')
    git.cloned('code')
    inRemovedFolder(bench)

    expect(await bench.json(['backup', bench.vault])).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(await bench.json(['backup', git.at('code')])).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(await bench.json(['versions', path.join(bench.vault, 'note.md')])).toMatchObject({ exitCode: 0 })
    mkdirSync(path.join(bench.folder, 'out'))
    const out = path.join(bench.folder, 'out', 'new')
    expect(await bench.json(['restore', 'latest', '--vault', 'Notes', '--to', out])).toMatchObject({ verdict: 'done', exitCode: 0 })
    for (const named of ['code', git.at('code')]) expect(await bench.json(['git', named])).toMatchObject({ exitCode: 0 })

    for (const command of [
      ['backup', '.'],
      ['restore', 'latest', '--vault', 'Notes', '--to', 'out'],
      ['git'],
      ['config', 'validate', 'mine.json'],
    ])
      await expectFailure(bench, command, {
        exit: 1,
        code: 'current-folder-gone',
        sentence: /^x The folder that you are in was removed\.$|^The folder that you are in was removed\.$/,
        remedy: /Change into another one, and try again\./,
      })
  },
)
