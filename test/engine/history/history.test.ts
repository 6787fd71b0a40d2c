import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HistoryEvent } from '../../../main/contract/history-event.ts'
import { chainStart, readLine, sealLine } from '../../../main/engine/history/chain.ts'
import { openHistory } from '../../../main/engine/history/history.ts'
import { verifyHistory } from '../../../main/engine/history/verify-history.ts'
import { homeAt, prepareHome } from '../../../main/engine/home/home.ts'
import { createRedactor } from '../../../main/engine/secrets/redact.ts'
import { startNode } from '../../helpers/run-node.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const clock = { now: () => new Date('2026-11-21T07:15:02.000Z'), monotonic: () => 0 }

function fresh() {
  const home = homeAt(path.join(temporaryFolder('history'), 'home'))
  prepareHome(home)
  const redactor = createRedactor()
  const history = openHistory(home, clock, redactor, () => undefined)
  const lines = () => readFileSync(home.historyFile, 'utf8').split('\n').filter(Boolean)
  const append = async (number: number) => {
    for (let i = 0; i < number; i++)
      await history.append({ event: 'vault.known', vault: `v${i}`, name: 'Ideas & "plans"\n', path: '/vault' })
  }
  const change = (edit: (lines: string[]) => string[]) =>
    writeFileSync(
      home.historyFile,
      edit(lines())
        .map((line) => `${line}\n`)
        .join(''),
    )
  return {
    home,
    history,
    redactor,
    lines,
    append,
    change,
    check: (known?: { seq: number; hash: string }) => verifyHistory(home.historyFile, known),
  }
}

describe('a sealed line', () => {
  it('is read back as it was written', () => {
    const { line, hash } = sealLine({ seq: 1, time: 't', previous: chainStart, event: 'x', text: '"}\n,"hash":"' })
    expect(readLine(line)).toEqual({ kind: 'sound', seq: 1, previous: chainStart, hash, value: { ...JSON.parse(line) } })
  })

  it('shows every change of a single byte', () => {
    const { line } = sealLine({ seq: 12, time: 't', previous: chainStart, event: 'x', name: 'Ideas' })
    const bytes = Buffer.from(line)
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(readLine(changed.toString('utf8')).kind, `byte ${at}`).toBe('damaged')
    }
  })

  it.each(['', '{}', 'null', '[]', '{"seq":1}', `{"hash":"${chainStart}"}`, `,"hash":"${chainStart}"}`])('%j is none', (text) => {
    expect(readLine(text).kind).toBe('damaged')
  })
})

describe('the history', () => {
  it('chains what is appended, in a file that only its owner may read', async () => {
    const { home, append, lines, check } = fresh()
    await append(5)
    const links = lines().map((line) => JSON.parse(line))
    expect(links.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    expect(links.map(({ previous }) => previous)).toEqual([chainStart, ...links.slice(0, -1).map(({ hash }) => hash)])
    expect(links[0]).toMatchObject({ time: '2026-11-21T07:15:02.000Z', event: 'vault.known', name: 'Ideas & "plans"\n' })
    expect(statSync(home.historyFile).mode & 0o077).toBe(0)
    expect(await check()).toEqual({ holds: true, lines: 5, explained: 0, breaks: [] })
  })

  const tamperings: [string, (lines: string[]) => string[], number[]][] = [
    ['a changed word', (all) => all.map((line, i) => (i === 2 ? line.replace('/vault', '/other') : line)), [3, 4]],
    ['a removed line', (all) => all.filter((_, i) => i !== 2), [3]],
    ['a removed first line', (all) => all.slice(1), [1]],
    ['a line put in', (all) => [...all.slice(0, 3), 'I was here', ...all.slice(3)], [4]],
    ['a sound line put in from elsewhere', (all) => [...all.slice(0, 3), all[1] ?? '', ...all.slice(3)], [4, 5]],
    ['two lines in each other’s place', (all) => [all[0], all[2], all[1], ...all.slice(3)].map(String), [2, 3, 4]],
    [
      'a changed line that was sealed anew',
      (all) => all.map((line, i) => (i === 2 ? sealLine({ ...without(line), name: 'Other' }).line : line)),
      [4],
    ],
    ['a line without its seal', (all) => all.map((line, i) => (i === 2 ? JSON.stringify(without(line)) : line)), [3, 4]],
  ]

  it.each(tamperings)('names %s with its place', async (_, edit, broken) => {
    const { append, change, check } = fresh()
    await append(6)
    change(edit)
    const { holds, breaks } = await check()
    expect(holds).toBe(false)
    expect(breaks.map(({ line }) => line)).toEqual(broken)
    for (const { file, why } of breaks) {
      expect(file).toBe('system-history.jsonl')
      expect(why).not.toBe('')
    }
  })

  it('misses lines at its end when told what came last', async () => {
    const { append, lines, change, check } = fresh()
    await append(6)
    const { seq, hash } = JSON.parse(lines().at(-1) ?? '')
    expect((await check({ seq, hash })).holds).toBe(true)
    change((all) => all.slice(0, 4))
    expect((await check()).holds).toBe(true)
    const { breaks } = await check({ seq, hash })
    expect(breaks).toEqual([{ file: 'system-history.jsonl', line: 5, why: expect.stringContaining('2 entries written here are gone') }])
  })

  it('knows a last line that was changed and sealed anew when told its hash', async () => {
    const { append, lines, change, check } = fresh()
    await append(3)
    const { seq, hash } = JSON.parse(lines().at(-1) ?? '')
    change((all) => [...all.slice(0, 2), sealLine({ ...without(all[2] ?? ''), name: 'Other' }).line])
    expect((await check({ seq, hash })).breaks).toMatchObject([{ file: 'system-history.jsonl', line: 3 }])
  })

  it('accounts for a line that a crash cut off, wherever it was cut', async () => {
    const { home, append, lines, check } = fresh()
    await append(3)
    const size = statSync(home.historyFile).size
    const last = Buffer.byteLength(lines().at(-1) ?? '') + 1
    // 0: only the newline is missing.
    for (const left of [last - 1, last - 2, 40, 1]) {
      truncateSync(home.historyFile, size)
      writeFileSync(
        home.historyFile,
        lines()
          .slice(0, 3)
          .map((line) => `${line}\n`)
          .join(''),
      )
      truncateSync(home.historyFile, size - last + left)
      expect((await check()).breaks, `${left} bytes left`).toMatchObject([{ line: 3, why: 'it was cut off' }])
      await append(2)
      const after = await check()
      expect(after, `${left} bytes left`).toMatchObject({ holds: true, explained: 1, lines: 6, breaks: [] })
      expect(JSON.parse(lines().at(3) ?? '')).toMatchObject({ event: 'history.torn', bytes: left, seq: 3 })
    }
  })

  it('does not take a cut line for explained when something else stands behind it', async () => {
    const { append, change, check } = fresh()
    await append(4)
    change((all) => all.map((line, i) => (i === 1 ? line.slice(0, 30) : line)))
    expect((await check()).breaks.map(({ line }) => line)).toEqual([2, 3])
  })

  it('goes on in a new file when the old one has grown large, without a break', async () => {
    const { home, history, append, lines, check } = fresh()
    await append(1)
    const long = 'x'.repeat(1024 * 1024)
    for (let i = 0; i < 9; i++) await history.append({ event: 'vault.known', vault: 'v', name: long, path: '/vault' })
    await append(3)
    expect(
      readdirSync(home.root)
        .filter((name) => name.endsWith('.jsonl'))
        .sort(),
    ).toEqual(['system-history.000001.jsonl', 'system-history.jsonl'])
    const [first, second] = lines().map((line) => JSON.parse(line))
    expect(first).toMatchObject({ event: 'history.segment', segment: 1 })
    expect(second).toMatchObject({ seq: first.seq + 1, previous: first.hash })
    const { seq, hash } = JSON.parse(lines().at(-1) ?? '')
    expect(await check({ seq, hash })).toMatchObject({ holds: true, breaks: [] })
    const inCurrent = lines().length
    writeFileSync(
      home.historyFile,
      lines()
        .slice(0, -1)
        .map((line) => `${line}\n`)
        .join(''),
    )
    // The line is counted in the file that is named.
    expect((await check({ seq, hash })).breaks).toMatchObject([{ file: 'system-history.jsonl', line: inCurrent }])
  })

  it('goes on with the chain when a crash or a full disk came between the old file and the first line of the new one', async () => {
    const { home, append, check } = fresh()
    await append(3)
    writeFileSync(home.historyFile.replace('.jsonl', '.000001.jsonl'), readFileSync(home.historyFile))
    writeFileSync(home.historyFile, '')
    await append(2)
    expect(await check()).toMatchObject({ holds: true, lines: 5 })
  })

  it('writes over no older file where one before it was removed', async () => {
    const { home, history, append } = fresh()
    const second = home.historyFile.replace('.jsonl', '.000002.jsonl')
    writeFileSync(second, 'what was before\n')
    const long = 'x'.repeat(1024 * 1024)
    for (let i = 0; i < 9; i++) await history.append({ event: 'vault.known', vault: 'v', name: long, path: '/vault' })
    await append(1)
    expect(readFileSync(second, 'utf8')).toBe('what was before\n')
    expect(readdirSync(home.root).filter((name) => name.endsWith('.000003.jsonl'))).toHaveLength(1)
  })

  it('keeps known secrets out, and stays what it was otherwise', async () => {
    const { history, redactor, lines, check } = fresh()
    redactor.add('hunter2-"quoted"')
    await history.append({ event: 'lock.removed', repository: 'default', why: 'said: hunter2-"quoted" and {"p":"hunter2-\\"quoted\\""}' })
    expect(lines().join()).not.toMatch(/hunter2/)
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ event: 'lock.removed', repository: 'default' })
    expect((await check()).holds).toBe(true)
  })

  // Poor passwords, but people have them: each is also a piece of what a line is made of.
  it.each(['2026', 'null', 'event', 'home', '":"', 'vault', 'removed', '1234'])(
    'can be written whatever the password is: %s',
    async (password) => {
      const { history, redactor, lines, check } = fresh()
      redactor.add(password)
      await history.append({ event: 'vault.known', vault: 'v', name: 'n', path: '/home/vault' })
      await history.append({
        event: 'snapshots.seen',
        repository: 'default',
        snapshots: [{ id: 'a1', time: '2026-11-20T00:00:00Z', bytes: 123412 }],
      })
      expect(lines().map((line) => JSON.parse(line))).toMatchObject([
        { event: 'vault.known', path: '/home/vault' },
        { event: 'snapshots.seen', snapshots: [{ id: 'a1', bytes: 123412 }] },
      ])
      expect((await check()).holds).toBe(true)
    },
  )

  // Credentials are secrets as well: the ID of a key, the password of a log-in. They may be the names of plans and repositories.
  it.each(['daily', 'local', 'schedule', '2026', 'beef', 'catch-up', 'alice'])(
    'says whose a run is whatever lets us in: %s',
    async (secret) => {
      const { history, redactor, lines } = fresh()
      redactor.add(secret)
      const [run, due] = ['20261120T000000-beef01', '2026-11-20T00:00:00.000Z']
      const events: HistoryEvent[] = [
        {
          event: 'run.intent',
          run,
          kind: 'copy',
          repository: 'drive',
          source: 'local',
          plan: 'daily',
          due,
          trigger: 'catch-up',
          pid: 1,
          processStart: '',
        },
        {
          event: 'run.outcome',
          run,
          verdict: 'done',
          warnings: [],
          warningCount: 0,
          result: { from: 'local', copied: [{ id: 'beef02', of: 'beef01' }] },
        },
        { event: 'plan.skipped', plan: 'daily', repository: 'local', from: due, to: due, count: 1, reason: 'paused' },
        { event: 'password.changing', repository: 'local', run, key: 'beef03', before: ['beef03'] },
        {
          event: 'snapshots.seen',
          repository: 'local',
          snapshots: [{ id: 'a1', time: due, due, plan: 'daily', user: 'alice', original: 'beef01' }],
        },
      ] as const
      for (const event of events) await history.append(event)
      expect(lines().map((line) => JSON.parse(line))).toMatchObject(events)
    },
  )

  it('is written by several processes at once without a break', async () => {
    const { home, lines, check } = fresh()
    const script = `
      const { openHistory } = await engine('history/history.ts')
      const { homeAt } = await engine('home/home.ts')
      const { createRedactor } = await engine('secrets/redact.ts')
      const { systemClock } = await engine('ports.ts')
      const [root, who] = parameters
      const history = openHistory(homeAt(root), systemClock, createRedactor(), () => undefined)
      console.log('ready')
      await new Promise((resolve) => process.stdin.once('data', resolve))
      for (let i = 0; i < 8; i++) await history.append({ event: 'vault.known', vault: who + i, name: who, path: '/' })
      process.exit(0)`
    const children = ['a', 'b', 'c'].map((who) => startNode(script, [home.root, who]))
    await Promise.all(children.map((child) => child.saying('ready')))
    for (const child of children) child.process.stdin?.write('go\n')
    for (const child of children) expect(await child.ended).toMatchObject({ code: 0, stderr: '' })
    expect(await check()).toMatchObject({ holds: true, lines: 24 })
    const vaults = lines().map((line) => JSON.parse(line).vault)
    expect(vaults.toSorted()).toEqual(['a', 'b', 'c'].flatMap((who) => [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `${who}${i}`)))
    for (const who of 'abc') expect(vaults.filter((one) => one.startsWith(who))).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((i) => `${who}${i}`))
  })

  it('holds nothing to check where there is none', async () => {
    const { home, check } = fresh()
    expect(existsSync(home.historyFile)).toBe(false)
    expect(await check()).toEqual({ holds: true, lines: 0, explained: 0, breaks: [] })
  })

  it('is checked to its end whatever bytes are in it', async () => {
    const { home, append, check } = fresh()
    await append(2)
    appendFileSync(
      home.historyFile,
      Buffer.concat([Buffer.from([0, 255, 10, 13, 10]), Buffer.alloc(17 * 1024 * 1024, 120), Buffer.from('\n')]),
    )
    await append(1)
    expect((await check()).breaks.length).toBeGreaterThan(0)
  })
})

function without(line: string): { seq: number; time: string; previous: string } {
  const { hash: _, ...body } = JSON.parse(line)
  return body
}
