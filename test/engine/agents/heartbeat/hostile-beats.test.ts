import { once } from 'node:events'
import { mkdirSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstPulse, judgeBeat } from '../../../../main/engine/agents/heartbeat/judge-beat.ts'
import type { Probe } from '../../../../main/engine/agents/heartbeat/probe.ts'
import { probeAddress } from '../../../../main/engine/agents/heartbeat/probe-address.ts'
import { probeCommand } from '../../../../main/engine/agents/heartbeat/probe-command.ts'
import { probeFile } from '../../../../main/engine/agents/heartbeat/probe-file.ts'
import { agentOf } from '../../../helpers/agent-of.ts'
import { howMany, noteFigure, seedOf } from '../../../helpers/figure.ts'
import { mutantOf } from '../../../helpers/mutate-bytes.ts'
import { randomName } from '../../../helpers/random-name.ts'
import { between, pick, type Random, seeded } from '../../../helpers/seeded.ts'
import { temporaryFolder } from '../../../helpers/temporary-folder.ts'
import { type TestHome, testHome } from '../../../helpers/temporary-home.ts'
import { makeFifo } from '../../../helpers/weird-tree.ts'

const seed = seedOf(20261122)
const never = new AbortController().signal
const now = () => '2026-11-22T10:00:00.000Z'
/** For one look, in ms; what it may take besides, for a machine that is busy, is more. */
const cap = 400
const grace = 5_000
const sideBySide = 25

/** What is wrong with one look, however it ended: what it threw, how long it took, a reason that says nothing. */
async function looked(looking: Promise<Probe>, mayBeat: boolean, longest = cap): Promise<string[]> {
  const begun = performance.now()
  try {
    const probe = await looking
    const took = performance.now() - begun
    return [
      ...(probe.kind === 'beat' && !mayBeat ? ['it counts as a beat'] : []),
      ...(probe.kind !== 'beat' && (probe.why.length < 5 || /undefined|NaN|\[object/.test(probe.why)) ? [`it says: ${probe.why}`] : []),
      ...(took > longest + grace ? [`it took ${Math.round(took)} ms`] : []),
    ]
  } catch (error) {
    return [`it throws: ${error instanceof Error ? error.stack : String(error)}`]
  }
}

describe('answers that no server should give', { timeout: 3_600_000 }, () => {
  const sockets = new Set<Socket>()
  const answers = new Map<string, (socket: Socket) => void>()
  let server: Server
  let base: string

  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
      socket.once('data', (request) => (answers.get(String(request).split(/[ ?]/)[1] ?? '') ?? dead)(socket))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  const dead = (socket: Socket) => void socket.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n')
  const ask = (name: string, mayBeat: boolean) => looked(probeAddress(`${base}/${name}`, { cap, signal: never, now }), mayBeat)

  /** Answers of one that is not well; the last ones lead elsewhere, to what is not well either. */
  const samples = (random: Random) =>
    [
      'HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\ncontent-length: 3\r\n\r\n200',
      'HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 Internal Server Error\r\nconnection: close\r\n\r\n',
      'HTTP/1.0 403 Forbidden\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
      '200 OK\r\n\r\n',
      'HTTP/9.9 200 OK\r\n\r\n',
      'HTTP/1.1 2000 OK\r\n\r\n',
      'HTTP/1.1 20 OK\r\n\r\n',
      'HTTP/1.1 -200 OK\r\n\r\n',
      'HTTP/1.1 503 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\ntransfer-encoding: chunked\r\n\r\n',
      ...['/dead', `${base}/dead`, '//127.0.0.1:1/', '?', '#x', '', pick(random, leads)].map(
        (place) => `HTTP/1.1 ${pick(random, ['301', '302', '307', '399'])} Elsewhere\r\nlocation: ${place}\r\ncontent-length: 0\r\n\r\n`,
      ),
    ] as const

  const leads = [
    'http://%ff@127.0.0.1:1/',
    'http://%:%@127.0.0.1:1/',
    'http://me:very%zzsecret@127.0.0.1:1/',
    'http://127.0.0.1:0/',
    'http://127.0.0.1:99999/',
    'http://0x7f.1:1/',
    'http://[::1%25lo]:1/',
    'http://a b/',
    'http://\u00e9\u00e8.invalid/',
    'https://127.0.0.1:1/',
    'file:///etc/hostname',
    'data:text/plain,200',
    'javascript:1',
    'ftp://127.0.0.1/',
    'http:',
    'http:///',
    `http://127.0.0.1:1/${'x'.repeat(9_000)}`,
    '\t/dead',
  ] as const

  it('are no beat where none is in them, break nothing, and are looked at in their time', async () => {
    const random = seeded(seed)
    const cases = howMany(150, 10_000)
    const wrong: string[] = []
    for (let from = 0; from < cases; from += sideBySide) {
      const all = Array.from({ length: Math.min(sideBySide, cases - from) }, async (_, at) => {
        const sample = pick(random, samples(random))
        const { how, bytes } = random() < 0.25 ? { how: 'as it is', bytes: Buffer.from(sample) } : mutantOf(random, Buffer.from(sample))
        const name = `mutant-${from + at}`
        const ends = random() < 0.6
        const cut = between(random, 0, bytes.length)
        answers.set(`/${name}`, (socket) => {
          socket.write(bytes.subarray(0, cut))
          if (ends) socket.end(bytes.subarray(cut))
          else socket.write(bytes.subarray(cut))
        })
        // A bit can turn 404 into 204.
        const mayBeat = /(?:^|\n\r?\n)\s*HTTP\/1\.[01] 2\d\d(?!\d)/.test(bytes.toString('latin1')) && !bytes.equals(Buffer.from(sample))
        const said = await ask(name, mayBeat)
        answers.delete(`/${name}`)
        return said.map((one) => `mutant ${from + at}, ${how}, ${JSON.stringify(bytes.toString('latin1')).slice(0, 300)}: ${one}`)
      })
      wrong.push(...(await Promise.all(all)).flat())
    }
    expect(wrong).toEqual([])
    noteFigure('hostile-answers-of-agents', {
      says: 'answers to a look at a heartbeat that no server should give: none is a beat, none breaks anything',
      seed,
      cases,
      wrong: wrong.length,
    })
  })

  it('lead to places that cannot be asked, and tell nothing of what is secret in them', async () => {
    for (const [at, place] of leads.entries()) {
      answers.set(`/lead-${at}`, (socket) => void socket.end(Buffer.from(`HTTP/1.1 302 Found\r\nlocation: ${place}\r\n\r\n`)))
      const probe = await probeAddress(`${base}/lead-${at}`, { cap, signal: never, now })
      expect([place, probe.kind, JSON.stringify(probe).includes('secret')]).toEqual([place, expect.stringMatching('silent|unknown'), false])
    }
  })

  it.each([
    ['headers', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'],
    ['one header', 'HTTP/1.1 200 OK\r\nx: ', 'y'],
    ['hints', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
    ['a first line', 'HTTP/1.1 503 ', 'no'],
  ])('without an end, as fast as they come, cost no more than a moment: %s', async (name, begin, more) => {
    const chunk = Buffer.from(more.repeat(Math.ceil(65_536 / more.length)))
    answers.set(`/${name.replaceAll(' ', '-')}`, (socket) => {
      socket.write(begin)
      const pour = () => {
        while (!socket.destroyed) if (!socket.write(chunk)) return void socket.once('drain', pour)
      }
      pour()
    })
    const before = process.memoryUsage().rss
    expect(await ask(name.replaceAll(' ', '-'), false)).toEqual([])
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(200)
    await expect.poll(() => sockets.size).toBe(0)
  })
})

describe('commands that no heartbeat should be', { timeout: 3_600_000 }, () => {
  let home: TestHome
  beforeAll(async () => {
    home = await testHome()
  })

  it('beat only where they end with 0 and have not gone wild, whatever they say', async () => {
    const random = seeded(seed)
    const folder = temporaryFolder('agent')
    const cases = howMany(24, 1_000)
    const most = 256 * 1024
    const wrong: string[] = []
    for (let from = 0; from < cases; from += 6) {
      const all = Array.from({ length: Math.min(6, cases - from) }, async () => {
        const bytes = pick(random, [0, 1, 4_096, most - 1, most, most + 1, 3 * most])
        const code = pick(random, [0, 0, 1, 2, 127, 255])
        const out = pick(random, ['', '>&2'])
        const [ending, ends] = pick(random, [
          [`exit ${code}`, true],
          ['kill -KILL $$', false],
          ['kill -TERM $$', false],
          // Whoever is left behind holds what it says open.
          [`sleep 30 & exit ${code}`, true],
          ['exec >&- 2>&-; exec sleep 30', false],
          ['trap "" TERM; sleep 30', false],
        ] as const)
        const script = `head -c ${bytes} /dev/urandom ${out}; ${ending}`
        const agent = agentOf('jay', folder, { heartbeat: { command: ['sh', '-c', script] } })
        // Enough for what ends by itself on a machine that is busy.
        const patience = ends || ending.startsWith('kill') ? 20_000 : cap
        const looking = probeCommand(home.core, agent, ['sh', '-c', script], { cap: patience, signal: never, now })
        const said = await looked(looking, ends && code === 0 && bytes <= most, patience)
        const { kind } = await looking.catch(() => ({ kind: 'thrown' }))
        const missed = ends && code === 0 && bytes <= most && kind !== 'beat' ? [`it is ${kind}`] : []
        return [...said, ...missed].map((one) => `${script}: ${one}`)
      })
      wrong.push(...(await Promise.all(all)).flat())
    }
    expect(wrong).toEqual([])
    noteFigure('hostile-commands-of-agents', {
      says: 'commands of heartbeats that flood, hang, are killed or fail: none is a beat',
      seed,
      cases,
      wrong: wrong.length,
    })
  })

  it.each([['a\0b'], [''], ['x'.repeat(300)], ['.'], ['/']])('cannot be started: %j', async (program) => {
    const folder = temporaryFolder('agent')
    const agent = agentOf('jay', folder, { heartbeat: { command: [program] } })
    expect(await looked(probeCommand(home.core, agent, [program], { cap, signal: never, now }), false)).toEqual([])
  })
})

describe('files that no heartbeat should be', () => {
  it('beat when they say that they were touched, are never opened, and break nothing', async () => {
    const random = seeded(seed)
    const folder = temporaryFolder('agent')
    const wrong: string[] = []
    const cases = howMany(300, 5_000)
    for (let at = 0; at < cases; at++) {
      // What can be written into a configuration is text.
      const name = Buffer.from(randomName(random), 'latin1').toString().slice(0, 60)
      const place = path.join(folder, name)
      const kind = pick(random, ['none', 'file', 'huge', 'fifo', 'folder', 'away', 'loop', 'up', 'long'] as const)
      if (kind === 'file' || kind === 'huge') writeFileSync(place, '')
      if (kind === 'huge') truncateSync(place, 2 ** 40)
      if (kind === 'fifo') makeFifo(place)
      if (kind === 'folder') mkdirSync(place)
      if (kind === 'away') symlinkSync('/etc/hostname', place)
      if (kind === 'loop') symlinkSync(name, place)
      const isThere = ['file', 'huge', 'fifo', 'folder'].includes(kind)
      const time = pick(random, [0, -1, 1.5, 2 ** 31, -(2 ** 31), 9e9, 1_700_000_000])
      if (isThere) utimesSync(place, time, time)
      const asked = kind === 'up' ? `../${name}` : kind === 'long' ? `${name}/`.repeat(200) : name
      const looking = probeFile(folder, asked, cap)
      const said = await looked(looking, isThere)
      const probe = await looking.catch(() => undefined)
      const limits = { lateAfter: 30_000, deadAfter: 120_000 }
      const moment = { now: new Date(now()), monotonic: 0 }
      // An old file, or one of a far day, is no sign of life by itself.
      if (probe !== undefined && judgeBeat(firstPulse(undefined, moment), probe, limits, moment).state === 'alive')
        said.push('it is alive by it')
      wrong.push(...said.map((one) => `${kind} ${JSON.stringify(asked).slice(0, 200)}: ${one}`))
      rmSync(place, { recursive: true, force: true })
    }
    expect(wrong).toEqual([])
    noteFigure('hostile-files-of-agents', {
      says: 'files of heartbeats that are none: none makes an agent alive',
      seed,
      cases,
      wrong: wrong.length,
    })
  })
})
