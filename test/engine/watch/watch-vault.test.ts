import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type Clock, systemClock } from '../../../main/engine/ports.ts'
import { everything } from '../../../main/engine/selection/selection.ts'
import { takesOf } from '../../../main/engine/watch/takes-of.ts'
import { type Pace, type VaultWatch, watchVault } from '../../../main/engine/watch/watch-vault.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { startNode } from '../../helpers/run-node.ts'
import { canBeSilent, mountSilent } from '../../helpers/silent-mount.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const debounce = 120

/** A vault with a few agents, watched for weights and rules. */
async function watchedVault(
  options: {
    atMostEvery?: number
    debounce?: number
    clock?: Clock
    pace?: Partial<Pace>
    missing?: boolean
    answers?: () => Promise<boolean>
  } = {},
) {
  const root = path.join(temporaryFolder('watch'), 'agents')
  for (const agent of ['em', 'z']) mkdirSync(path.join(root, agent, 'rules'), { recursive: true })
  writeFileSync(path.join(root, 'em', 'priority_weights.json'), '{"a":1}')
  if (options.missing) rmSync(root, { recursive: true })
  const calls: number[] = []
  const limits: string[] = []
  const watch: VaultWatch = watchVault({
    root,
    takes: takesOf({ ...everything, include: ['**/priority_weights.json', '**/rules/**'] }, root),
    debounce: options.debounce ?? debounce,
    atMostEvery: options.atMostEvery ?? 0,
    clock: options.clock ?? systemClock,
    onChange: () => calls.push(performance.now()),
    onLimited: (why) => limits.push(why),
    ...(options.pace ? { pace: options.pace } : {}),
    ...(options.answers ? { answers: options.answers } : {}),
  })
  onTestFinished(() => watch.close())
  await watch.ready
  const at = (...parts: string[]) => path.join(root, ...parts)
  /** Until what was told of before cannot be taken for what comes. */
  const quiet = () => waitFor('quiet', () => performance.now() - (calls.at(-1) ?? 0) > debounce * 1.5)
  /** Does something that must be told. */
  const expectCall = async (what: string, work: () => void) => {
    await quiet()
    const before = calls.length
    work()
    await waitFor(`a call for ${what}`, () => calls.length > before)
  }
  /** Does something that must not be told; time for it is given. */
  const expectNone = async (what: string, work: () => void) => {
    await quiet()
    const before = calls.length
    work()
    await delay(debounce * 2)
    expect(calls.length, what).toBe(before)
  }
  return { root, at, calls, limits, watch, expectCall, expectNone }
}

test('only files that are taken are told, however they are written', async () => {
  const { at, expectCall, expectNone, watch } = await watchedVault()
  await expectCall('a write in place', () => writeFileSync(at('em', 'priority_weights.json'), '{"a":2}'))
  await expectCall('an editor that renames over it', () => {
    writeFileSync(at('em', '.priority_weights.json.tmp'), '{"a":3}')
    renameSync(at('em', '.priority_weights.json.tmp'), at('em', 'priority_weights.json'))
  })
  await expectNone('another file', () => writeFileSync(at('em', 'agent.log'), 'line'))
  await expectNone('a folder without such files', () => mkdirSync(at('em', 'memory', 'deep'), { recursive: true }))
  await expectCall('a new file', () => writeFileSync(at('z', 'rules', 'one.md'), 'do not'))
  await expectCall('a removed file', () => rmSync(at('z', 'rules', 'one.md')))
  expect(watch.mode).toBe('events')
})

test('new folders are watched, with what was made in them before', async () => {
  const { at, expectCall } = await watchedVault()
  await expectCall('a folder with a file, made at once', () => {
    mkdirSync(at('jay', 'a', 'b', 'c'), { recursive: true })
    writeFileSync(at('jay', 'a', 'b', 'c', 'priority_weights.json'), '{}')
  })
  await expectCall('a change in it', () => writeFileSync(at('jay', 'a', 'b', 'c', 'priority_weights.json'), '{"b":1}'))
  await expectCall('its new name', () => renameSync(at('jay'), at('rick')))
  await expectCall('a change under its new name', () => writeFileSync(at('rick', 'a', 'b', 'c', 'priority_weights.json'), '{"b":2}'))
  await expectCall('its move to elsewhere', () => renameSync(at('rick'), at('..', 'outside')))
  await expectCall('a folder of the old name', () => {
    mkdirSync(at('rick', 'rules'), { recursive: true })
    writeFileSync(at('rick', 'rules', 'new.md'), 'new')
  })
  await expectCall('its replacement by another', () => {
    rmSync(at('rick'), { recursive: true })
    mkdirSync(at('rick', 'rules'), { recursive: true })
    writeFileSync(at('rick', 'rules', 'newer.md'), 'newer')
  })
  await expectCall('a change in that one', () => writeFileSync(at('rick', 'rules', 'newer.md'), 'newest'))
})

test('two plans over one vault both hear of it, whatever becomes of its folders, and one goes on without the other', async () => {
  const { root, at, calls, watch, expectCall } = await watchedVault()
  const others: number[] = []
  const other = watchVault({
    root,
    takes: takesOf({ ...everything, include: ['z/**'] }, root),
    debounce,
    atMostEvery: 0,
    clock: systemClock,
    onChange: () => others.push(performance.now()),
    onLimited: () => undefined,
  })
  onTestFinished(() => other.close())
  await other.ready
  const bothHear = async (what: string, work: () => void) => {
    const before = others.length
    await expectCall(what, work)
    await waitFor(`the other call for ${what}`, () => others.length > before)
  }
  await bothHear('a change', () => writeFileSync(at('z', 'rules', 'a.md'), 'a'))
  await bothHear('another folder in its place', () => {
    rmSync(at('z'), { recursive: true })
    mkdirSync(at('z', 'rules'), { recursive: true })
    writeFileSync(at('z', 'rules', 'a.md'), 'b')
  })
  await bothHear('a change in that one', () => writeFileSync(at('z', 'rules', 'a.md'), 'c'))
  watch.close()
  const [mine, theirs] = [calls.length, others.length]
  writeFileSync(at('z', 'rules', 'a.md'), 'd')
  await waitFor('the call', () => others.length > theirs)
  expect(calls.length).toBe(mine)
})

test('what is in a folder that is marked as a cache is left alone, as in the backup', async () => {
  const { at, expectCall, expectNone } = await watchedVault()
  mkdirSync(at('em', 'rules', 'cache', 'inner'), { recursive: true })
  await expectCall('a folder that becomes a cache', () =>
    writeFileSync(at('em', 'rules', 'cache', 'CACHEDIR.TAG'), 'Signature: 8a477f597d28d172789f06886806bc55'),
  )
  await expectNone('a file in it', () => writeFileSync(at('em', 'rules', 'cache', 'a.md'), 'a'))
  await expectNone('a file deeper in it', () => writeFileSync(at('em', 'rules', 'cache', 'inner', 'a.md'), 'a'))
  await expectCall('its being one no more', () => rmSync(at('em', 'rules', 'cache', 'CACHEDIR.TAG')))
  await expectCall('a file deeper in it', () => writeFileSync(at('em', 'rules', 'cache', 'inner', 'a.md'), 'b'))
})

test('links are not followed', async () => {
  const { at, expectCall, expectNone } = await watchedVault()
  mkdirSync(at('..', 'elsewhere', 'rules'), { recursive: true })
  await expectNone('a link to a folder', () => symlinkSync(at('..', 'elsewhere'), at('em', 'linked')))
  await expectNone('a change behind it', () => writeFileSync(at('..', 'elsewhere', 'rules', 'a.md'), 'a'))
  await expectNone('a link around in a circle', () => symlinkSync('..', at('em', 'round')))
  await expectCall('a link among the rules', () => symlinkSync('/nowhere', at('em', 'rules', 'link.md')))
})

test('a thousand changes in a second make one call', async () => {
  const { at, calls } = await watchedVault({ atMostEvery: 3_000, debounce: 400 })
  mkdirSync(at('em', 'rules', 'many'))
  const begun = performance.now()
  for (let number = 0; number < 1000; number++) {
    writeFileSync(at('em', 'rules', 'many', `rule-${number}.md`), `${number}`)
    if (number % 100 === 99) await delay(1)
  }
  // Seconds on a machine that has much else to do; without a pause in any case.
  expect(performance.now() - begun).toBeLessThan(3_000)
  await waitFor('the call', () => calls.length > 0)
  await delay(800)
  expect(calls.length).toBe(1)
})

test('steady writing gets its calls, not too many', async () => {
  const { at, calls } = await watchedVault({ atMostEvery: 600 })
  const steady = performance.now()
  while (performance.now() - steady < 2_200) {
    writeFileSync(at('em', 'priority_weights.json'), `${performance.now()}`)
    await delay(40)
  }
  await waitFor('the last call', () => (calls.at(-1) ?? 0) > performance.now() - 50)
  const pauses = calls.slice(1).map((time, index) => time - (calls[index] ?? 0))
  expect(pauses.length).toBeGreaterThanOrEqual(3)
  for (const pause of pauses) expect(pause).toBeGreaterThan(590)
})

test('a vault that is removed and made again is watched again', async () => {
  const { root, at, calls, expectCall } = await watchedVault({ pace: { heartbeat: 50 } })
  rmSync(root, { recursive: true })
  await waitFor('the call for the removal', () => calls.length > 0)
  await delay(debounce * 2)
  await expectCall('the vault is back', () => {
    mkdirSync(at('em', 'rules'), { recursive: true })
    writeFileSync(at('em', 'rules', 'back.md'), 'back')
  })
  await expectCall('a change in it', () => writeFileSync(at('em', 'rules', 'back.md'), 'changed'))
})

test('a vault that was moved away and comes back unchanged is not told, but watched again', async () => {
  const { root, at, calls, expectCall } = await watchedVault({ pace: { heartbeat: 50 } })
  renameSync(root, `${root}-away`)
  await delay(200)
  renameSync(`${root}-away`, root)
  await delay(300)
  expect(calls.length).toBe(0)
  await expectCall('a change', () => writeFileSync(at('em', 'priority_weights.json'), '{"back":1}'))
})

test('a vault whose drive is silent is taken for gone, and told with what was changed meanwhile when it answers', async () => {
  let [silent, asked] = [false, 0]
  const answers = async () => {
    asked += 1
    return !silent
  }
  const { at, expectCall, expectNone } = await watchedVault({ pace: { heartbeat: 50 }, answers })
  silent = true
  const before = asked
  await waitFor('the heartbeat that finds it', () => asked > before + 1)
  await expectNone('a change behind its back', () => writeFileSync(at('em', 'priority_weights.json'), '{"silent":1}'))
  await expectCall('its answer', () => {
    silent = false
  })
  await expectCall('a change', () => writeFileSync(at('em', 'priority_weights.json'), '{"back":1}'))
})

test.skipIf(!canBeSilent)('a drive that falls silent holds none of the threads that all others need', { timeout: 40_000 }, async () => {
  const drive = temporaryFolder('drive')
  const roots = ['one', 'two', 'three'].map((name) => path.join(drive, name))
  for (const root of roots) mkdirSync(root)
  const script = `
const { watchVault } = await engine('watch/watch-vault.ts')
const { systemClock } = await engine('ports.ts')
const { stat } = await import('node:fs/promises')
const watches = parameters.map((root) => watchVault({
  root, takes: () => true, debounce: 50, atMostEvery: 0, clock: systemClock,
  onChange: () => undefined, onLimited: () => undefined, pace: { heartbeat: 50 },
}))
await Promise.all(watches.map(({ ready }) => ready))
console.log('ready')
process.stdin.once('data', () => setTimeout(async () => { await stat('/'); console.log('alive') }, 1_000))
`
  const running = startNode(script, roots, { env: { ...process.env, UV_THREADPOOL_SIZE: '2' } })
  await running.saying('ready')
  onTestFinished(mountSilent(drive))
  running.process.stdin?.write('mounted')
  await running.saying('alive')
  running.process.kill('SIGKILL')
})

test('a vault that comes later is watched from then on', async () => {
  const { at, expectCall } = await watchedVault({ missing: true, pace: { heartbeat: 50 } })
  await expectCall('its coming', () => {
    mkdirSync(at('em', 'rules'), { recursive: true })
    writeFileSync(at('em', 'rules', 'a.md'), 'a')
  })
})

test('what happened while the machine slept is found, and nothing is told when nothing did', async () => {
  let ahead = 0
  let asleep = false
  const root = temporaryFolder('watch')
  writeFileSync(path.join(root, 'a.md'), 'a')
  const calls: number[] = []
  const watch = watchVault({
    root,
    // An event that comes in its sleep reaches nobody.
    takes: () => !asleep,
    debounce,
    atMostEvery: 0,
    clock: { now: () => new Date(Date.now() + ahead), monotonic: systemClock.monotonic },
    onChange: () => calls.push(1),
    onLimited: () => undefined,
    pace: { heartbeat: 60 },
  })
  onTestFinished(() => watch.close())
  await watch.ready
  ahead += 3_600_000
  await delay(debounce * 3)
  expect(calls.length).toBe(0)
  asleep = true
  writeFileSync(path.join(root, 'a.md'), 'other')
  await delay(debounce * 2)
  asleep = false
  await delay(debounce * 2)
  expect(calls.length).toBe(0)
  ahead += 3_600_000
  await waitFor('the call', () => calls.length === 1)
})

test('a machine that fell asleep in the middle of a look is noticed at the next', async () => {
  let [ahead, asleep] = [0, false]
  const root = temporaryFolder('watch')
  writeFileSync(path.join(root, 'a.md'), 'a')
  const calls: number[] = []
  const clock = { now: () => new Date(Date.now() + ahead), monotonic: systemClock.monotonic }
  const watch = watchVault({
    root,
    takes: () => !asleep,
    debounce,
    atMostEvery: 0,
    // The first that a look asks the clock after its beginning is how long it took: by then the machine has slept.
    clock: {
      ...clock,
      monotonic: () => {
        if (asleep) ahead = 3_600_000
        return clock.monotonic()
      },
    },
    onChange: () => calls.push(1),
    onLimited: () => undefined,
    pace: { heartbeat: 60 },
  })
  onTestFinished(() => watch.close())
  await watch.ready
  asleep = true
  writeFileSync(path.join(root, 'a.md'), 'other')
  await waitFor('the sleep', () => ahead > 0)
  asleep = false
  await waitFor('the call', () => calls.length > 0)
})

test('events that the kernel lost are made up for', async () => {
  const { at, calls, expectCall } = await watchedVault()
  // Nobody fetches events meanwhile: the queue of the kernel (16,384) runs over long before the folder is made.
  for (let number = 0; number < 20_000; number++) utimesSync(at(number % 2 ? 'em' : 'z'), number, number)
  for (let number = 0; number < 20_000; number++) writeFileSync(at('em', `noise-${number % 9_000}`), '')
  mkdirSync(at('lost', 'rules'), { recursive: true })
  writeFileSync(at('lost', 'rules', 'unseen.md'), 'unseen')
  await waitFor('the call', () => calls.length > 0)
  await delay(debounce * 2)
  await expectCall('a change in the folder whose making was lost', () => writeFileSync(at('lost', 'rules', 'unseen.md'), 'seen'))
})

/** A vault watched by a process of its own, which tells what it hears. */
const child = `
const { watchVault } = await engine('watch/watch-vault.ts')
const { systemClock } = await engine('ports.ts')
const [root] = parameters
const watch = watchVault({
  root, takes: (path, isFolder) => isFolder || path.endsWith('.json'), debounce: 50, atMostEvery: 0, clock: systemClock,
  onChange: () => console.log('changed'), onLimited: (why) => console.log('limited:', why), pace: { poll: 100 },
})
await watch.ready
console.log('ready', watch.mode)
process.stdin.on('end', () => watch.close()).resume()
`

function vaultOfFolders(count: number): string {
  const root = temporaryFolder('watch')
  for (let number = 0; number < count; number++) {
    mkdirSync(path.join(root, `agent-${number}`))
    writeFileSync(path.join(root, `agent-${number}`, 'priority_weights.json'), '{}')
  }
  return root
}

test.each([
  ['watches', 'echo 4 > /proc/sys/user/max_inotify_watches', 'max_user_watches'],
  ['instances', 'echo 0 > /proc/sys/user/max_inotify_instances', 'max_user_instances'],
])('where the system gives no more %s it looks by itself, says so once, and finds the change', async (_, limit, named) => {
  const root = vaultOfFolders(10)
  const running = startNode(child, [root], { wrapper: ['unshare', '-Ur', 'sh', '-c', `${limit} && exec "$@"`, 'sh'] })
  await running.saying('ready polling')
  writeFileSync(path.join(root, 'agent-9', 'priority_weights.json'), '{"changed":true}')
  await running.saying('changed')
  running.process.stdin?.end()
  const { stdout, code } = await running.ended
  expect(code).toBe(0)
  expect(stdout.match(/limited:/g)).toHaveLength(1)
  expect(stdout).toContain(named)
  expect(stdout.match(/^changed$/gm)).toHaveLength(1)
})

test('the limit may be reached later, by a folder that is new: nothing is missed', async () => {
  const root = vaultOfFolders(2)
  const running = startNode(child, [root], {
    wrapper: ['unshare', '-Ur', 'sh', '-c', 'echo 4 > /proc/sys/user/max_inotify_watches && exec "$@"', 'sh'],
  })
  await running.saying('ready events')
  mkdirSync(path.join(root, 'new', 'deeper', 'still'), { recursive: true })
  writeFileSync(path.join(root, 'new', 'deeper', 'still', 'priority_weights.json'), '{}')
  await running.saying('changed')
  running.process.stdin?.end()
  const { stdout } = await running.ended
  expect(stdout.match(/limited:/g)).toHaveLength(1)
})

test('a folder that may not be read is watched once it may be', async () => {
  const root = vaultOfFolders(2)
  const shut = path.join(root, 'agent-1')
  chmodSync(shut, 0)
  const running = startNode(child, [root], {
    wrapper: ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--'],
  })
  await running.saying('ready events')
  chmodSync(shut, 0o755)
  await running.saying('changed')
  running.process.stdin?.end()
  const { stdout, stderr, code } = await running.ended
  expect({ code, stderr, limited: stdout.includes('limited') }).toEqual({ code: 0, stderr: '', limited: false })
})
