import { spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { branchesToPush } from '../../../main/engine/git/branches-to-push.ts'
import { gitBench } from '../../helpers/git-bench.ts'
import { lookBench } from './git-look.ts'

const bench = gitBench()
const { git, at, commit, cloned } = bench
const { look } = lookBench(bench)

/** All files below a folder, with their content and when they were written. */
function stateOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => `${file} ${statSync(file).mtimeMs} ${readFileSync(file).toString('base64')}`)
    .toSorted()
}

/** Another clone of a remote, in which somebody else works. */
function other(name: string): string {
  git('.', 'clone', '--quiet', at(`${name}.git`), `${name}-other`)
  return `${name}-other`
}

const said = ({ findings }: { findings: readonly { state: string; remote: string | null; branch: string | null }[] }) =>
  findings.map(({ state, remote, branch }) => [state, remote, branch].filter((one) => one !== null).join(' '))

describe('branches and their remotes', () => {
  it('says nothing where everything is committed and pushed', async () => {
    const { standing } = await look(cloned('well'))
    expect(standing).toMatchObject({ state: 'up-to-date', exitCode: 0, findings: [], line: 'Everything is committed, and on "origin".' })
  })

  it('tells ahead, behind and diverged apart, counts what was never fetched, and writes nothing into the repository', async () => {
    const folder = cloned('three')
    const elsewhere = other('three')
    commit('three', 'second.md')
    commit('three', 'third.md')
    expect((await look(folder)).standing).toMatchObject({
      exitCode: 10,
      findings: [{ state: 'ahead', count: 2, since: '2026-11-20T08:00:00.000Z', due: true, mends: ['push'] }],
    })
    commit(elsewhere, 'there.md')
    git(elsewhere, 'push', '--quiet')
    const before = stateOf(folder)
    const { standing } = await look(folder)
    expect(stateOf(folder)).toEqual(before)
    expect(standing).toMatchObject({ exitCode: 13, repositories: [{ remotes: [{ branches: [{ ahead: 2, behind: 1 }] }] }] })
    expect(standing.findings[0]?.sentence).toBe('main and its copy on "origin" have gone apart: 2 only here, 1 only there.')
    git('three', 'reset', '--quiet', '--hard', 'HEAD~2')
    expect((await look(folder)).standing).toMatchObject({ exitCode: 12, findings: [{ state: 'behind', count: 1, level: 'note' }] })
  })

  it('notices a rewritten branch, also when everything was fetched and swept meanwhile, and until it is there again', async () => {
    const folder = cloned('forced')
    const gone = commit('forced', 'lost.md')
    git('forced', 'push', '--quiet')
    await look(folder)
    const elsewhere = other('forced')
    git(elsewhere, 'reset', '--quiet', '--hard', 'HEAD~1')
    commit(elsewhere, 'instead.md')
    git(elsewhere, 'push', '--quiet', '--force')
    const first = await look(folder)
    expect(first.standing).toMatchObject({
      exitCode: 14,
      findings: [{ state: 'rewritten', level: 'alarm', lost: gone, mends: ['accept'] }],
    })
    git('forced', 'fetch', '--quiet')
    git('forced', 'reset', '--quiet', '--hard', 'origin/main')
    git('forced', 'reflog', 'expire', '--expire=now', '--all')
    git('forced', 'gc', '--quiet', '--prune=now')
    expect((await look(folder)).standing).toMatchObject({ exitCode: 14, findings: [{ mends: ['bring-back', 'accept'] }] })
    commit(elsewhere, 'more.md')
    git(elsewhere, 'push', '--quiet')
    expect((await look(folder)).standing.findings.map(({ state, lost }) => [state, lost])).toContainEqual(['rewritten', gone])
    git(elsewhere, 'fetch', '--quiet', at('forced.git'))
    git(elsewhere, 'reset', '--quiet', '--hard', gone)
    git(elsewhere, 'push', '--quiet', '--force')
    // What it was rewritten to is gone now in its turn; but that was never taken for what it should be.
    expect(said((await look(folder)).standing)).not.toContain('rewritten origin main')
  })

  it('notices a rewritten branch at the first look, by what git noted at the last push', async () => {
    const folder = cloned('noted')
    commit('noted', 'lost.md')
    git('noted', 'push', '--quiet')
    const elsewhere = other('noted')
    git(elsewhere, 'reset', '--quiet', '--hard', 'HEAD~1')
    git(elsewhere, 'push', '--quiet', '--force')
    expect((await look(folder)).standing.exitCode).toBe(14)
  })

  it('notices a deleted branch; one whose work is in another is only tidied away', async () => {
    const folder = cloned('deleted')
    git('deleted', 'branch', 'merged')
    git('deleted', 'checkout', '--quiet', '-b', 'draft')
    commit('deleted', 'draft.md')
    git('deleted', 'push', '--quiet', 'origin', 'draft', 'merged')
    git('deleted', 'checkout', '--quiet', 'main')
    expect((await look(folder)).standing.exitCode).toBe(0)
    git('deleted.git', 'update-ref', '-d', 'refs/heads/draft')
    git('deleted.git', 'update-ref', '-d', 'refs/heads/merged')
    const { standing } = await look(folder)
    expect(standing).toMatchObject({ exitCode: 15, findings: [{ state: 'deleted', branch: 'draft', level: 'alarm' }] })
    expect(standing.findings[0]?.sentence).toContain('; here the branch draft still holds it')
    expect((await look(folder)).standing.exitCode).toBe(15)
  })

  it('tells a branch that was never pushed, unless all of it is on the remote anyway', async () => {
    const folder = cloned('never')
    git('never', 'branch', 'same')
    git('never', 'checkout', '--quiet', '-b', 'idea')
    commit('never', 'idea.md')
    expect((await look(folder)).standing).toMatchObject({ exitCode: 11, findings: [{ state: 'never-pushed', branch: 'idea', count: 1 }] })
  })

  it('holds a branch against the one that it follows, whatever that is called', async () => {
    const folder = cloned('follows')
    git('follows', 'branch', '--quiet', '-m', 'main', 'work')
    expect((await look(folder)).standing.exitCode).toBe(0)
    commit('follows', 'more.md')
    expect(said((await look(folder)).standing)).toEqual(['ahead origin work'])
  })

  it('takes no branch for one that may be pushed into the branch of another name that it began at, unless git is set so', async () => {
    const folder = cloned('began')
    git('began', 'checkout', '--quiet', '-b', 'draft', 'origin/main')
    commit('began', 'draft.md')
    const chosen = async () => {
      const [repository] = (await look(folder)).facts.repositories
      const [remote] = repository?.remotes ?? []
      if (repository === undefined || remote === undefined) throw new Error('there is a repository with a remote')
      const { push, held } = branchesToPush(repository, remote, true, new Set())
      return { push: push.map(({ branch, there }) => `${branch} ${there}`), held: held.map(({ branch, why }) => `${branch.branch} ${why}`) }
    }
    expect(await chosen()).toEqual({ push: [], held: ['draft other-name'] })
    git('began', 'config', 'push.default', 'upstream')
    expect(await chosen()).toEqual({ push: ['draft main'], held: [] })
  })

  it('finds what was not pushed of other branches where the one that is checked out has no commit, and behind many others', async () => {
    const folder = cloned('orphan')
    for (let index = 0; index < 101; index++) git('orphan', 'update-ref', `refs/heads/a${index}`, 'main')
    git('orphan', 'push', '--quiet', 'origin', '--all')
    commit('orphan', 'more.md')
    expect(said((await look(folder)).standing)).toEqual(['ahead origin main'])
    git('orphan', 'checkout', '--quiet', '--orphan', 'fresh')
    git('orphan', 'rm', '--quiet', '-r', '--force', '.')
    const { standing } = await look(folder)
    expect(said(standing)).toEqual(['ahead origin main'])
    expect(standing.repositories[0]?.unpushed.commits).toBe(1)
  })

  it('asks several remotes each by itself; one that is gone hides nothing of the others', async () => {
    const folder = cloned('several')
    git('.', 'clone', '--quiet', '--bare', at('several.git'), 'mirror.git')
    git('several', 'remote', 'add', 'mirror', at('mirror.git'))
    git('several', 'remote', 'add', 'drive', at('not-connected.git'))
    commit('several', 'more.md')
    git('several', 'push', '--quiet', 'mirror', 'main')
    const { standing } = await look(folder, { remotes: ['origin', 'mirror', 'drive', 'elsewhere'] })
    expect(said(standing)).toEqual(['remote-gone drive', 'remote-unknown elsewhere', 'ahead origin main'])
    expect(standing.exitCode).toBe(17)
    expect(standing.findings[0]?.sentence).toMatch(/^The remote "drive" is not there any more: .*does not appear to be a git repository/)
    expect(standing.findings[1]?.sentence).toBe('git knows no remote "elsewhere"; there is: origin, mirror, drive.')
    expect(standing.repositories[0]?.unpushed.commits).toBe(0)
  })
})

describe('remotes that do not answer', () => {
  it('says that credentials are refused, and never asks for any', async () => {
    const server = createHttp((_, response) => response.writeHead(401, { 'www-authenticate': 'Basic realm="here"' }).end())
    const port = await listening(server)
    const folder = cloned('refused')
    git('refused', 'remote', 'set-url', 'origin', `http://person:s3cr3tt0k3n@127.0.0.1:${port}/notes.git`)
    const { standing } = await look(folder)
    expect(standing).toMatchObject({ exitCode: 19, findings: [{ state: 'no-credentials', remote: 'origin', due: true }] })
    expect(JSON.stringify(standing)).not.toContain('s3cr3tt0k3n')
  })

  it('gives up on one that never answers, and says so', async () => {
    const server = createServer(() => undefined)
    const port = await listening(server)
    const folder = cloned('silent')
    git('silent', 'remote', 'set-url', 'origin', `http://127.0.0.1:${port}/notes.git`)
    const begun = performance.now()
    const { standing } = await look(folder, { remoteCap: 300 })
    expect(standing).toMatchObject({ exitCode: 22, findings: [{ state: 'not-answering' }] })
    expect(performance.now() - begun).toBeLessThan(15_000)
  })

  it('tells one that cannot be reached from one that is gone, and a name that nobody knows by whether there is a network', async () => {
    const server = createServer()
    const port = await listening(server)
    await new Promise((resolve) => server.close(resolve))
    const folder = cloned('unreached')
    git('unreached', 'remote', 'set-url', 'origin', `http://127.0.0.1:${port}/notes.git`)
    expect((await look(folder)).standing.exitCode).toBe(21)
    git('unreached', 'remote', 'set-url', 'origin', 'http://no-such-host.invalid/notes.git')
    expect((await look(folder)).standing.exitCode).toBe(17)
    expect((await look(folder, { online: false })).standing.exitCode).toBe(21)
  })
})

async function listening(server: {
  listen: (port: number, host: string, done: () => void) => unknown
  close: () => unknown
  address: () => unknown
}) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void)()
  })
  return (server.address() as AddressInfo).port
}

describe('states of a repository', () => {
  it('counts what is not committed, an untracked folder once, and knows since when', async () => {
    const folder = cloned('dirty')
    mkdirSync(at('dirty', 'new'))
    for (let index = 0; index < 50; index++) writeFileSync(at('dirty', 'new', `${index}.md`), 'x')
    writeFileSync(at('dirty', 'first.md'), 'changed')
    git('dirty', 'mv', 'first.md', 'renamed ünd moved.md')
    const { standing } = await look(folder)
    expect(standing).toMatchObject({ exitCode: 25, repositories: [{ uncommitted: { files: 2, untracked: 1 } }] })
    expect(Date.now() - Date.parse(standing.findings[0]?.since ?? '')).toBeLessThan(60_000)
  })

  it('tells nothing committed, no remote, no repository and a folder that is not there apart', async () => {
    git('.', 'init', '--quiet', 'empty')
    expect((await look(at('empty'))).standing.exitCode).toBe(27)
    commit('empty', 'first.md')
    expect((await look(at('empty'))).standing).toMatchObject({ exitCode: 16, findings: [{ state: 'no-remote' }] })
    mkdirSync(at('plain'))
    expect((await look(at('plain'))).standing.exitCode).toBe(32)
    expect((await look(at('nowhere'))).standing.line).toMatch(/There is no git repository in .*nowhere \(the folder is not there\)/)
  })

  it('tells a detached head: what no branch holds from what one does, and a rebase in the middle', async () => {
    const folder = cloned('detached')
    git('detached', 'checkout', '--quiet', '--detach')
    expect((await look(folder)).standing).toMatchObject({ exitCode: 26, findings: [{ state: 'detached', level: 'note', due: false }] })
    commit('detached', 'adrift.md')
    const { standing } = await look(folder)
    expect(standing.findings).toMatchObject([{ state: 'detached', level: 'warning' }])
    expect(standing.findings[0]?.sentence).toContain('git would throw it away')
    expect(standing.repositories[0]?.unpushed.commits).toBe(1)
    git('detached', 'checkout', '--quiet', '-B', 'one', 'main')
    commit('detached', 'same.md', 'one')
    git('detached', 'checkout', '--quiet', 'main')
    commit('detached', 'same.md', 'other')
    expect(() => git('detached', 'rebase', 'one')).toThrow()
    const middle = (await look(folder)).standing.findings.find(({ state }) => state === 'detached')
    expect(middle?.sentence).toBe('No branch is checked out: a rebase is in the middle.')
  })

  it('says that a clone is shallow, and raises no alarm from what it cannot see', async () => {
    cloned('deep')
    commit('deep', 'second.md')
    git('deep', 'push', '--quiet')
    git('.', 'clone', '--quiet', '--depth=1', `file://${at('deep.git')}`, 'shallow')
    expect((await look(at('shallow'))).standing).toMatchObject({ exitCode: 28, findings: [{ state: 'shallow', level: 'note' }] })
    commit('deep', 'third.md')
    git('deep', 'push', '--quiet')
    const before = stateOf(at('shallow'))
    expect(said((await look(at('shallow'))).standing)).toEqual(['behind origin main', 'shallow'])
    expect(stateOf(at('shallow'))).toEqual(before)
  })

  it('tells a lock that a crash left, and leaves it; a git that is at work is none', async () => {
    const folder = cloned('locked')
    const lock = at('locked', '.git', 'index.lock')
    writeFileSync(lock, '')
    expect((await look(folder)).standing.exitCode).toBe(0)
    const hourAgo = new Date(Date.now() - 3_600_000)
    utimesSync(lock, hourAgo, hourAgo)
    const { standing } = await look(folder)
    expect(standing).toMatchObject({ exitCode: 29, findings: [{ state: 'locked', since: hourAgo.toISOString() }] })
    expect(standing.findings[0]?.remedy).toContain(lock)
    expect(statSync(lock).size).toBe(0)
  })

  it('names worktrees, submodules and repositories in its folders, each with its own state; and one that it lies in', async () => {
    const folder = cloned('many')
    cloned('library')
    git('many', 'submodule', '--quiet', 'add', at('library.git'), 'lib')
    git('many', 'commit', '--quiet', '-m', 'library')
    git('many', 'push', '--quiet')
    git('many', 'worktree', 'add', '--quiet', at('many-side'), '-b', 'side')
    writeFileSync(at('many-side', 'new.md'), 'x')
    commit('many/lib', 'inside.md')
    git('many', 'init', '--quiet', 'apart')
    writeFileSync(at('many', '.git', 'info', 'exclude'), 'apart/\n')
    const { standing } = await look(folder)
    expect(standing.repositories.map(({ kind, path: where }) => [kind, where])).toEqual([
      ['own', ''],
      ['submodule', 'lib'],
      ['worktree', at('many-side')],
      ['nested', 'apart'],
    ])
    const found = standing.findings.map(({ state, repository }) => `${state} ${repository}`)
    expect(found).toEqual(['ahead lib', 'nothing-committed apart', 'uncommitted ', `uncommitted ${at('many-side')}`])
    mkdirSync(at('many', 'deep', 'down'), { recursive: true })
    const within = (await look(at('many', 'deep', 'down'))).standing
    expect(within.repositories[0]).toMatchObject({ kind: 'above', path: folder })
    // A linked working tree as a vault by itself.
    const side = (await look(at('many-side'))).standing
    expect(said(side)).toEqual(['uncommitted'])
    expect(side.repositories[0]).toMatchObject({ kind: 'own', head: 'side', remotes: [{ name: 'origin' }] })
  })

  it.skipIf(process.getuid?.() !== 0)('says whose a repository is that git does not read, and how to trust it', async () => {
    const folder = cloned('foreign')
    for (const place of [folder, at('foreign', '.git')]) chownSync(place, 65534, 65534)
    const { standing } = await look(folder)
    expect(standing).toMatchObject({ exitCode: 30, findings: [{ state: 'not-owned', level: 'alarm' }] })
    expect(standing.findings[0]?.remedy).toBe(`If you trust it: git config --global --add safe.directory ${folder}`)
  })

  it('says that a repository is damaged, and what git says of it', async () => {
    const folder = cloned('damaged')
    const head = at('damaged', '.git', 'HEAD')
    renameSync(head, `${head}.away`)
    expect((await look(folder)).standing).toMatchObject({ exitCode: 31, findings: [{ state: 'damaged' }] })
    renameSync(`${head}.away`, head)
    const tree = git('damaged', 'rev-parse', 'HEAD')
    const object = at('damaged', '.git', 'objects', tree.slice(0, 2), tree.slice(2))
    chmodSync(object, 0o600)
    writeFileSync(object, '')
    const { standing } = await look(folder)
    expect(standing.exitCode).toBe(31)
    expect(standing.line).toMatch(/^The repository in .*damaged is damaged: \S/)
  })
})

describe('oddities', () => {
  it('takes a bare repository for what it is, and a .git that leads nowhere for damaged', async () => {
    cloned('bare')
    expect((await look(at('bare.git'))).standing).toMatchObject({
      exitCode: 16,
      repositories: [{ kind: 'own', head: 'main', uncommitted: { files: 0 } }],
    })
    mkdirSync(at('astray'))
    writeFileSync(at('astray', '.git'), `gitdir: ${at('gone', 'worktrees', 'astray')}\n`)
    expect((await look(at('astray'))).standing).toMatchObject({ exitCode: 31, findings: [{ state: 'damaged' }] })
  })

  it('passes over what others do to branches that are not here, until it has seen them', async () => {
    const folder = cloned('stale')
    const elsewhere = other('stale')
    git(elsewhere, 'checkout', '--quiet', '-b', 'theirs')
    commit(elsewhere, 'theirs.md')
    git(elsewhere, 'push', '--quiet', 'origin', 'theirs')
    git('stale', 'fetch', '--quiet')
    git(elsewhere, 'commit', '--quiet', '--amend', '--message', 'again')
    git(elsewhere, 'push', '--quiet', '--force', 'origin', 'theirs')
    expect((await look(folder)).standing.exitCode).toBe(0)
    git(elsewhere, 'commit', '--quiet', '--amend', '--message', 'and again')
    git(elsewhere, 'push', '--quiet', '--force', 'origin', 'theirs')
    expect((await look(folder)).standing).toMatchObject({ exitCode: 14, findings: [{ state: 'rewritten', branch: 'theirs' }] })
  })

  it('keeps what it fetched apart only as long as it is missing here', async () => {
    const folder = cloned('apart')
    const elsewhere = other('apart')
    commit(elsewhere, 'more.md')
    git(elsewhere, 'push', '--quiet')
    await look(folder)
    const kept = () => readdirSync(at('cache', encodeURIComponent(folder)))
    expect(kept()).toHaveLength(1)
    git('apart', 'pull', '--quiet')
    expect((await look(folder)).standing.exitCode).toBe(0)
    expect(kept()).toEqual([])
  })
})

describe('git itself', () => {
  it('is missing, or too old', async () => {
    const folder = cloned('versions')
    mkdirSync(at('programs'))
    const environment = { ...bench.environment, PATH: at('programs') }
    expect((await look(folder, { environment })).standing).toMatchObject({ exitCode: 33, findings: [{ state: 'git-missing' }] })
    writeFileSync(at('programs', 'git'), '#!/bin/sh\necho git version 2.17.1\n', { mode: 0o755 })
    expect((await look(folder, { environment })).standing).toMatchObject({
      exitCode: 34,
      line: 'git 2.17.1 is too old to be asked without leaving traces.',
    })
  })

  it('runs no hook and no monitor of the repository, and looks nowhere else because of the environment', async () => {
    const folder = cloned('hooks')
    commit(other('hooks'), 'more.md')
    git('hooks-other', 'push', '--quiet')
    const trap = `#!/bin/sh\ntouch ${at('sprung')}\n`
    for (const name of ['reference-transaction', 'post-index-change', 'post-checkout', 'fsmonitor-watchman'])
      writeFileSync(at('hooks', '.git', 'hooks', name), trap, { mode: 0o755 })
    git('hooks', 'config', 'core.fsmonitor', at('hooks', '.git', 'hooks', 'fsmonitor-watchman'))
    rmSync(at('sprung'), { force: true })
    const environment = {
      ...bench.environment,
      GIT_DIR: at('three', '.git'),
      GIT_INDEX_FILE: at('none'),
      GIT_ASKPASS: at('hooks', '.git', 'hooks', 'post-checkout'),
    }
    expect((await look(folder, { environment })).standing.findings).toMatchObject([{ state: 'behind' }])
    expect(() => statSync(at('sprung'))).toThrow()
  })

  it('starts no program that the configuration of a repository names which only lies in the vault', async () => {
    const folder = cloned('around')
    const trap = at('trap')
    writeFileSync(trap, `#!/bin/sh\ntouch ${at('trapped')}\nexec "$@"\n`, { mode: 0o755 })
    const traps: readonly (readonly string[])[] = [
      ['core.sshCommand', trap, 'remote.origin.url', 'ssh://localhost/a'],
      ['remote.origin.uploadpack', `${trap} git-upload-pack`],
      ['filter.trap.clean', `${trap} cat`, 'core.attributesFile', '../attributes'],
      ['protocol.ext.allow', 'always', 'remote.origin.url', `ext::${trap} true`],
      ['url.ext::sh.insteadOf', 'https://example.org/'],
      ['credential.https://example.org.helper', `!${trap}`],
      ['include.path', 'more'],
      ['filter.trap.clean', `git-lfs clean -- %f; ${trap} cat`, 'core.attributesFile', '../attributes'],
      ['remote.origin.uploadpack', `${trap} git-upload-pack`],
    ]
    for (const [index, settings] of traps.entries()) {
      cloned(`around/in${index}`)
      for (let key = 0; key < settings.length; key += 2) git(`around/in${index}`, 'config', settings[key] ?? '', settings[key + 1] ?? '')
      writeFileSync(at('around', `in${index}`, 'first.md'), 'another text\n')
    }
    writeFileSync(at('around', 'in6', '.git', 'more'), `[core]\n\tsshCommand = ${trap}\n[remote "origin"]\n\turl = ssh://localhost/a\n`)
    // More than is read of it, before what counts.
    const last = at('around', 'in8', '.git', 'config')
    writeFileSync(last, `${'[junk]\n\tname = value\n'.repeat(300_000)}${readFileSync(last, 'utf8')}`)
    writeFileSync(at('around', 'attributes'), '* filter=trap\n')
    cloned('around/usual')
    for (const [key, value] of [
      ['credential.helper', 'store'],
      ['filter.lfs.clean', 'git-lfs clean -- %f'],
      ['protocol.file.allow', 'always'],
    ])
      git('around/usual', 'config', key ?? '', value ?? '')
    rmSync(at('trapped'), { force: true })
    const { findings } = (await look(folder)).standing
    const refused = findings.filter(({ state }) => state === 'runs-programs').map(({ repository }) => repository)
    expect(refused).toEqual(traps.map((_, index) => `in${index}`))
    expect(findings.filter(({ repository }) => repository === 'usual')).toEqual([])
    expect(() => statSync(at('trapped'))).toThrow()
  })

  it('may be at work meanwhile: neither is in the way of the other', async () => {
    const folder = cloned('busy')
    for (let index = 0; index < 20; index++) commit('busy', `${index}.md`)
    const sweeping = spawn('git', ['gc', '--quiet', '--aggressive', '--prune=now'], {
      cwd: folder,
      env: bench.environment,
      stdio: 'ignore',
    })
    const ended = new Promise<number | null>((resolve) => sweeping.on('close', resolve))
    const looks = await Promise.all([look(folder), look(folder), look(folder)])
    expect(looks.map(({ standing }) => standing.exitCode)).toEqual([10, 10, 10])
    expect(await ended).toBe(0)
    expect(readdirSync(at('busy', '.git')).filter((name) => name.endsWith('.lock'))).toEqual([])
  })

  it('answers of 50,000 commits within a second', async () => {
    git('.', 'init', '--quiet', '--bare', 'large.git')
    git('.', 'init', '--quiet', 'large')
    git('large', 'remote', 'add', 'origin', at('large.git'))
    const commits = Array.from({ length: 50_000 }, (_, index) => {
      const parent = index === 0 ? '' : `from :${index}\n`
      // A few files are enough: it is commits that are counted.
      const file = index < 40 ? `M 644 inline ${index}.md\ndata 8\n${String(index).padStart(8, '0')}\n` : ''
      return `commit refs/heads/main\nmark :${index + 1}\ncommitter A <a@example.org> ${1_700_000_000 + index} +0000\ndata 2\n${index % 10}\n${parent}${file}`
    })
    const importing = spawn('git', ['fast-import', '--quiet'], {
      cwd: at('large'),
      env: bench.environment,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    importing.stdin.end(commits.join(''))
    expect(await new Promise((resolve) => importing.on('close', resolve))).toBe(0)
    git('large', 'reset', '--quiet', '--hard')
    git('large', 'push', '--quiet', 'origin', 'main~10:refs/heads/main')
    const times: number[] = []
    for (let round = 0; round < 3; round++) {
      const begun = performance.now()
      const { standing } = await look(at('large'))
      times.push(performance.now() - begun)
      expect(standing).toMatchObject({ exitCode: 10, findings: [{ state: 'ahead', count: 10 }] })
    }
    expect(Math.min(...times)).toBeLessThan(1000)
  })
})
