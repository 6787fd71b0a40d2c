import { once } from 'node:events'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { GitState } from '../../../main/contract/procedures/git.ts'
import type { BranchFacts, RemoteFacts, RepositoryFacts } from '../../../main/engine/git/git-facts.ts'
import { type PushLimits, type PushTo, pushRemote } from '../../../main/engine/git/push-git.ts'
import { type GitPair, gitPair } from '../../helpers/git-pair.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

const ends: (() => void)[] = []
afterAll(() => {
  for (const end of ends.splice(0)) end()
})

/** What a look would say of a remote, read with git itself. */
function factsOf(
  pair: Pick<GitPair, 'git' | 'vault'>,
  name: string,
  failure: GitState | null = null,
): Pick<PushTo, 'repository' | 'remote'> {
  const { git } = pair
  const head = git('branch', '--show-current') || null
  const lines = (text: string) => text.split('\n').filter((line) => line !== '')
  const heads =
    failure === null
      ? new Map(lines(git('ls-remote', '--heads', name)).map((line) => line.split('\t').toReversed() as [string, string]))
      : new Map()
  const branches = lines(git('for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/heads')).map((line): BranchFacts => {
    const [branch = '', sha = ''] = line.split(' ')
    const remoteHead = heads.get(`refs/heads/${branch}`) ?? null
    const known = remoteHead === null || git('cat-file', '--batch-check', '--batch-all-objects').includes(remoteHead)
    const count = (range: string) => (known ? Number(git('rev-list', '--count', range)) : null)
    const [ahead, behind] = remoteHead === null ? [count(sha), null] : [count(`${remoteHead}..${sha}`), count(`${sha}..${remoteHead}`)]
    return { branch, there: branch, head: sha, remoteHead, ahead, behind, since: null }
  })
  const remote: RemoteFacts = {
    name,
    address: name,
    failure: failure === null ? null : { state: failure, detail: 'git said so' },
    heads: Object.fromEntries(heads),
    branches,
    lost: [],
    undecided: [],
  }
  return { repository: { path: '', folder: pair.vault, head, ownSsh: false } as unknown as RepositoryFacts, remote }
}

async function bench(name = 'push') {
  const pair = gitPair(name)
  const home = await testHome({ environment: pair.environment })
  const push = async (remote = 'origin', more: Partial<PushTo> & { limits?: PushLimits } = {}) => {
    const { limits, ...about } = more
    const facts = about.remote === undefined ? factsOf(pair, remote) : {}
    const to = { vault: 'notes', mayBeNew: true, online: true, gone: new Set<string>(), ...facts, ...about } as PushTo
    return pushRemote(home.core, to, { trigger: 'manual' }, testHost(), limits)
  }
  return { ...pair, home, push, headThere: (where = pair.remote, branch = 'main') => pair.gitIn(where, 'rev-parse', branch) }
}

describe('a push', () => {
  test('takes what the remote lacks there, reads it back, and is a run; with nothing to push it runs no push', async () => {
    const { push, commit, git, headThere, home, hook, remote, folder } = await bench()
    const before = headThere()
    const now = commit('second.md')
    git('branch', 'aside')
    git('tag', 'v1')
    const ended = await push()
    expect(ended.verdict).toBe('done')
    expect(ended.result).toMatchObject({
      remote: 'origin',
      branches: [{ branch: 'main', to: 'main', before, now, commits: 1, state: 'pushed', why: null }],
    })
    expect(headThere()).toBe(now)
    // Neither a branch nor a tag that nobody asked for.
    expect(
      git('ls-remote', 'origin')
        .split('\n')
        .map((line) => line.split('\t')[1]),
    ).toEqual(['HEAD', 'refs/heads/main'])
    expect(recorded(home.root).filter(({ event }) => event === 'run.intent')).toMatchObject([
      { kind: 'push', vault: 'notes', target: 'origin' },
    ])

    hook(remote, 'pre-receive', `touch ${path.join(folder, 'asked')}`)
    expect(await push()).toMatchObject({ verdict: 'done', result: { branches: [] } })
    expect(existsSync(path.join(folder, 'asked'))).toBe(false)
  })

  test('makes the branch that is checked out at a remote that never had it, only where pushing is switched on', async () => {
    const { push, git, commit, addRemote, gitIn } = await bench()
    git('checkout', '--quiet', '-b', 'draft')
    const now = commit('draft.md')
    const mirror = addRemote('mirror')
    expect(await push('mirror', { mayBeNew: false })).toMatchObject({ verdict: 'done', result: { branches: [] } })
    expect(gitIn(mirror, 'for-each-ref')).toBe('')
    expect(await push('mirror')).toMatchObject({ verdict: 'done', result: { branches: [{ branch: 'draft', before: null, now }] } })
    expect(gitIn(mirror, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/draft')
  })

  test('takes along other branches that have only gone on, and none of a head that is on no branch', async () => {
    const { push, git, commit, headThere, remote } = await bench()
    git('checkout', '--quiet', '-b', 'other')
    git('push', '--quiet', 'origin', 'other')
    const now = commit('other.md')
    git('checkout', '--quiet', '--detach')
    commit('adrift.md')
    expect(await push()).toMatchObject({ verdict: 'done', result: { branches: [{ branch: 'other', now }] } })
    expect(headThere(remote, 'other')).toBe(now)
  })

  test('never by force, whatever the configuration of the repository says: neither over what has diverged nor as a mirror', async () => {
    const { push, git, commit, headThere } = await bench()
    const theirs = commit('theirs.md')
    git('push', '--quiet', 'origin', 'main', 'main:kept')
    git('reset', '--quiet', '--hard', 'HEAD~1')
    commit('ours.md')
    git('config', 'remote.origin.push', '+refs/heads/*:refs/heads/*')
    git('config', 'push.default', 'matching')
    const diverged = await push()
    expect(diverged).toMatchObject({ verdict: 'failed', problem: { code: 'git-push-diverged' } })
    expect(headThere()).toBe(theirs)
    git('rebase', '--quiet', 'origin/main')
    git('config', 'remote.origin.mirror', 'true')
    expect(await push()).toMatchObject({ verdict: 'done' })
    // A mirror would have removed it.
    expect(headThere(undefined, 'kept')).toBe(theirs)
  })

  test('that is late: the remote has moved since it was looked at', async () => {
    const { push, git, gitIn, commit, headThere, folder, remote, vault } = await bench()
    commit('ours.md')
    const facts = factsOf({ git, vault }, 'origin')
    gitIn(folder, 'clone', '--quiet', remote, 'other')
    const other = path.join(folder, 'other')
    writeFileSync(path.join(other, 'theirs.md'), 'theirs')
    gitIn(other, 'add', '.')
    gitIn(other, 'commit', '--quiet', '-m', 'Theirs')
    gitIn(other, 'push', '--quiet')
    const theirs = headThere()
    const ended = await push('origin', facts)
    expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'git-push-moved' }, result: { branches: [{ state: 'refused' }] } })
    expect(ended.problem?.sentence).toBe('The branch "main" has moved on at "origin" meanwhile: there are commits that are not here.')
    expect(headThere()).toBe(theirs)
  })

  test('is held back where the remote was rewritten or the branch deleted there', async () => {
    const { push, git, commit, gitIn, remote, headThere, vault } = await bench()
    const [first, second] = [git('rev-parse', 'HEAD'), commit('second.md')]
    git('push', '--quiet')
    gitIn(remote, 'update-ref', 'refs/heads/main', first)
    const { repository, remote: facts } = factsOf({ git, vault }, 'origin')
    const lost = { branch: 'main', head: second, kept: false }
    const rewritten = await push('origin', {
      repository,
      remote: { ...facts, lost: [{ ...lost, now: first }] },
    })
    expect(rewritten).toMatchObject({ verdict: 'failed', problem: { code: 'git-push-rewritten' } })
    expect(headThere()).toBe(first)
    gitIn(remote, 'update-ref', '-d', 'refs/heads/main')
    const gone = factsOf({ git, vault }, 'origin').remote
    const deleted = await push('origin', {
      repository,
      remote: { ...gone, lost: [{ ...lost, now: null }] },
    })
    expect(deleted).toMatchObject({ verdict: 'failed', problem: { code: 'git-push-deleted' } })
    expect(gitIn(remote, 'for-each-ref')).toBe('')
  })
})

describe('a refused push is told apart', () => {
  test('by hooks there and here, protection and size, in the words of whoever refused', async () => {
    const { push, commit, hook, remote, vault, gitIn, headThere } = await bench()
    const before = headThere()
    commit('second.md', 'x'.repeat(50))
    const codeOf = async () => (await push()).problem
    hook(remote, 'pre-receive', 'echo "no commits on Saturday" >&2; exit 1')
    expect(await codeOf()).toMatchObject({
      code: 'git-push-hook-there',
      sentence: 'A hook at "origin" refused the push of "main". It says: no commits on Saturday.',
    })
    hook(remote, 'pre-receive', 'echo "error: GH006: Protected branch update failed for refs/heads/main." >&2; exit 1')
    expect(await codeOf()).toMatchObject({ code: 'git-push-protected' })
    hook(remote, 'pre-receive', 'exit 0')
    hook(path.join(vault, '.git'), 'pre-push', 'echo "the tests fail" >&2; exit 1')
    expect(await codeOf()).toMatchObject({
      code: 'git-push-hook-here',
      sentence: 'The hook pre-push of this repository refused the push to "origin". It says: the tests fail.',
    })
    hook(path.join(vault, '.git'), 'pre-push', 'exit 0')
    gitIn(remote, 'config', 'receive.maxInputSize', '10')
    expect(await codeOf()).toMatchObject({ code: 'git-push-too-large' })
    expect(headThere()).toBe(before)
    gitIn(remote, 'config', '--unset', 'receive.maxInputSize')
    expect(await push()).toMatchObject({ verdict: 'done' })
  })

  test('by a server that wants a login, one that is not there, and a folder that is gone', async () => {
    const { push, git, commit, remote, vault } = await bench()
    commit('second.md')
    const facts = factsOf({ git, vault }, 'origin')
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    ends.push(() => server.close())
    const { port } = server.address() as AddressInfo
    git('remote', 'set-url', 'origin', `http://someone:hunter2@127.0.0.1:${port}/notes.git`)
    const refused = await push('origin', facts)
    expect(asked[0]).toContain('/notes.git/info/refs')
    expect(refused).toMatchObject({ verdict: 'failed', problem: { code: 'git-no-credentials' } })
    expect(JSON.stringify(refused)).not.toContain('hunter2')
    git('remote', 'set-url', 'origin', 'http://127.0.0.1:1/notes.git')
    expect(await push('origin', facts)).toMatchObject({ problem: { code: 'git-offline' } })
    git('remote', 'set-url', 'origin', remote)
    renameSync(remote, `${remote}.away`)
    expect(await push('origin', facts)).toMatchObject({ problem: { code: 'git-remote-gone' } })
  })

  test('by a remote that does not answer in time, and by one that does not show what it took', async () => {
    const { push, commit, hook, remote, headThere } = await bench()
    const before = headThere()
    const now = commit('second.md')
    hook(remote, 'pre-receive', 'sleep 60')
    expect(await push('origin', { limits: { push: 1000, ask: 20_000 } })).toMatchObject({ problem: { code: 'git-not-answering' } })
    hook(remote, 'pre-receive', 'exit 0')
    // Somebody who puts the branch back as soon as it has come.
    hook(remote, 'post-receive', `git update-ref refs/heads/main ${before}`)
    const ended = await push()
    expect(ended).toMatchObject({
      verdict: 'not-verified',
      problem: { code: 'git-push-not-verified' },
      result: { branches: [{ now: before }] },
    })
    expect(ended.result?.branches[0]?.now).not.toBe(now)
  })

  test('where the remote could not be asked before: nothing is tried', async () => {
    const { push, git, commit, vault } = await bench()
    commit('second.md')
    const facts = factsOf({ git, vault }, 'origin', 'no-credentials')
    expect(await push('origin', facts)).toMatchObject({ verdict: 'failed', problem: { code: 'git-no-credentials' } })
  })
})
