import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasDebianArchive } from '../../../main/engine/restic/debian-archive.ts'
import { findRestic } from '../../../main/engine/restic/find-restic.ts'
import { type RunProgram, runProgram } from '../../../main/engine/restic/run-program.ts'
import { contents, noNetwork, program, QUIET_END, saying, search, temporaryFolder } from './bench.ts'

const debian = await hasDebianArchive(process.platform)

describe.skipIf(!debian)('the package archive of this machine', () => {
  it('brings a restic that works, to two who ask at once', async () => {
    const binDirectory = path.join(await temporaryFolder(), 'bin')
    const options = { environment: { PATH: '' }, binDirectory, progress: () => {}, parts: { fetch: noNetwork } }
    const found = await Promise.all([findRestic(options), findRestic(options)])
    for (const each of found) expect(each).toMatchObject({ ok: true, restic: { source: 'archive' } })
    const restic = found[0].ok ? found[0].restic : undefined
    expect(restic?.program).toBe(path.join(binDirectory, `restic-${restic?.version}`, 'restic'))
    expect(await contents(binDirectory)).toEqual([`restic-${restic?.version}`])

    const repository = path.join(binDirectory, 'repository')
    const environment = { PATH: '/usr/bin:/bin', RESTIC_PASSWORD: 'test', RESTIC_CACHE_DIR: path.join(binDirectory, 'cache') }
    const end = await runProgram(restic?.program ?? '', ['-r', repository, 'init'], { environment, timeoutMs: 20_000 })
    expect(end).toMatchObject({ code: 0 })
    expect(await contents(repository)).toContain('config')
  })

  it('is asked for the next suite when one has nothing that fits, and keeps to its own folder', async () => {
    const folder = await temporaryFolder()
    const [binDirectory, aptDirectory] = [path.join(folder, 'bin'), path.join(folder, 'apt')]
    await sources(aptDirectory)
    const asked: string[] = []
    const found = await search({ binDirectory }, { aptDirectory, run: pretend({ sid: '0.17.0', trixie: '0.18.0' }, asked) })
    expect(found).toMatchObject({ ok: true, restic: { version: '0.18.0', source: 'archive' } })
    expect(asked).toEqual(['sid', 'trixie'])
    expect(await contents(binDirectory)).toEqual(['restic-0.18.0'])
    expect(await contents(aptDirectory)).toEqual(['sources.list'])
  })

  it('is not asked twice when it cannot be reached', async () => {
    const folder = await temporaryFolder()
    await sources(path.join(folder, 'apt'))
    let updates = 0
    const run: RunProgram = async (_, args) => {
      if (args.includes('update')) updates++
      return { ...QUIET_END, code: 100, stderr: 'E: Failed to fetch x  Could not connect to archive.test:80' }
    }
    const found = await search({ binDirectory: path.join(folder, 'bin') }, { aptDirectory: path.join(folder, 'apt'), run })
    expect(found).toMatchObject({
      ok: false,
      problem: { sentence: expect.stringContaining('package archive of this machine cannot be reached') },
    })
    expect(updates).toBe(1)
    expect(await contents(path.join(folder, 'bin'))).toEqual([])
  })

  it('is asked for the next suite when it does not carry one', async () => {
    const folder = await temporaryFolder()
    await sources(path.join(folder, 'apt'))
    const run: RunProgram = async () => ({
      ...QUIET_END,
      code: 100,
      stdout: 'Err:2 http://archive.test/debian sid Release\n  404  Not Found\n',
    })
    const found = await search({ binDirectory: path.join(folder, 'bin') }, { aptDirectory: path.join(folder, 'apt'), run })
    expect(found).toMatchObject({ ok: false, problem: { sentence: expect.stringMatching(/has no sid; .* has no trixie\.$/) } })
  })

  it('is said to be missing where the machine has other sources only', async () => {
    const folder = await temporaryFolder()
    const found = await search({ binDirectory: path.join(folder, 'bin') }, { aptDirectory: folder })
    expect(found).toMatchObject({ ok: false, problem: { sentence: expect.stringContaining('no Debian archive configured') } })
  })
})

async function sources(aptDirectory: string): Promise<void> {
  await mkdir(aptDirectory)
  await writeFile(path.join(aptDirectory, 'sources.list'), 'deb http://archive.test/debian bookworm main\n')
}

/** Stands in for apt-get and dpkg-deb: each suite has a package that holds a script of that version. */
function pretend(versions: Record<string, string>, asked: string[]): RunProgram {
  let suite = ''
  return async (tool, args, options) => {
    const folder = options.cwd ?? ''
    if (args.includes('update')) {
      suite = /^Suites: (.*)$/m.exec(await readFile(path.join(folder, 'vaultkeeper.sources'), 'utf8'))?.[1] ?? ''
      asked.push(suite)
      await writeFile(path.join(folder, 'lists', `archive.test_${suite}_main_Packages`), '')
    }
    if (args.includes('download')) await writeFile(path.join(folder, `restic_${versions[suite]}-1_amd64.deb`), '')
    if (tool.endsWith('dpkg-deb')) {
      await mkdir(path.join(folder, 'unpacked/usr/bin'), { recursive: true })
      await program(path.join(folder, 'unpacked/usr/bin'), 'restic', saying(versions[suite] ?? ''))
    }
    return QUIET_END
  }
}
