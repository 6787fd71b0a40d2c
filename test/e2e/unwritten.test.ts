import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Bench, backUp, expectTidy, openBench, verdictsOf } from '../helpers/cli-bench.ts'
import { openMountNamespace } from '../helpers/cli-namespace.ts'
import { signal, waitFor } from '../helpers/cli-processes.ts'
import { writeNotes } from '../helpers/cli-tree.ts'
import { openDaemonBench } from '../helpers/daemon-bench.ts'

const told = (where: string) =>
  `x What it had to say could not be written to ${where}: no space left on device (ENOSPC).\n  Send its output elsewhere. What it did counts all the same.\n`

/** Runs the command line with its output redirected as a shell does it. */
const shell = (line: string) => ['bash', '-c', line, 'bash']
const into = (where: string) => shell(`exec "$@" ${where}`)

/** A disk of two pages for a log, seen by the command line alone. @returns the file on it, and how to reach it from here */
async function smallDisk(bench: Bench, then = 'true') {
  const disk = path.join(bench.folder, 'disk')
  mkdirSync(disk)
  const namespace = await openMountNamespace(`mount -t tmpfs -o size=8k tmpfs '${disk}'; cd '${disk}'; ${then}`)
  const file = path.join(disk, 'out')
  return { file, seen: namespace.seen(file), prefix: namespace.prefix, shell: (line: string) => namespace.shell(`cd '${disk}'; ${line}`) }
}

describe('output that cannot be written', { timeout: 120_000 }, () => {
  test('is told in a sentence, with an exit code where there was none, by every command', async () => {
    const bench = openBench()
    for (const command of [['status'], ['status', '--json'], ['--help'], ['service', 'show', '--print'], ['doctor']]) {
      bench.prefix = into('> /dev/full')
      expect(await bench.cli(command), command.join(' ')).toMatchObject({ code: 1, stdout: '', stderr: told('standard output') })
      bench.prefix = into('> /dev/full 2>&1')
      expect(await bench.cli(command), command.join(' ')).toMatchObject({ code: 1, stdout: '', stderr: '' })
    }
    // A cause of its own keeps its exit code.
    expect(await bench.cli(['nonsense'])).toMatchObject({ code: 2 })
    expect(await bench.cli(['backup', bench.vault])).toMatchObject({ code: 5 })
  })

  test('keeps nothing from being done and recorded', async () => {
    const bench = openBench()
    writeNotes(bench.vault, 3)
    bench.prefix = into('> /dev/full')
    expect(await bench.cli(['backup', bench.vault])).toMatchObject({ code: 1, stderr: expect.stringContaining(told('standard output')) })
    writeNotes(bench.vault, 5)
    // With --debug each step is told there.
    bench.prefix = into('2> /dev/full')
    expect(await bench.cli(['backup', bench.vault, '--debug'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('is backed up and verified'),
    })
    bench.prefix = []
    expect(verdictsOf(bench, 'backup')).toEqual(['done', 'done'])
    await expectTidy(bench)
  })

  test('is told where the disk takes the first part of it, too', async () => {
    const bench = openBench()
    writeFileSync(path.join(bench.vault, 'long.txt'), 'a line of text\n'.repeat(1_000))
    await backUp(bench)
    const disk = await smallDisk(bench)
    for (const command of [
      ['show', 'latest:long.txt', '--raw'],
      ['show', 'latest:long.txt', '--json'],
    ]) {
      bench.prefix = [...disk.prefix, ...into(`> '${disk.file}'`)]
      expect(await bench.cli(command), command.join(' ')).toMatchObject({ code: 1, stderr: told('standard output') })
      expect(statSync(disk.seen).size).toBe(8_192)
    }
    await disk.shell(`mount -o remount,size=64k .`)
    expect(await bench.cli(['show', 'latest:long.txt', '--raw'])).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(disk.seen, 'utf8')).toBe(readFileSync(path.join(bench.vault, 'long.txt'), 'utf8'))
  })

  test('is nothing that failed where its reader went away', async () => {
    const bench = openBench()
    writeFileSync(path.join(bench.vault, 'long.txt'), 'a line of text\n'.repeat(100_000))
    await backUp(bench)
    bench.prefix = shell('"$@" | head -c 1 > /dev/null; exit "$' + '{PIPESTATUS[0]}"')
    for (const command of [['show', 'latest:long.txt', '--raw'], ['--help'], ['status', '--json']])
      expect(await bench.cli(command), command.join(' ')).toMatchObject({ code: 0, stderr: '' })
  })

  test('ends neither the schedule nor the pages, whose log goes on where there is room again', async () => {
    for (const command of ['daemon', 'serve']) {
      const onChange = { kind: 'on-change', sources: ['notes'], debounce: '300ms', atMostEvery: '1s', approval: false }
      const plain = openBench()
      const disk = await smallDisk(plain, 'dd if=/dev/zero of=filler bs=4k 2> /dev/null || true')
      plain.prefix = [...disk.prefix, ...into(`>> '${disk.file}' 2>&1`)]
      const bench = openDaemonBench({ change: onChange }, plain)
      writeFileSync(path.join(bench.vault, 'a.md'), 'a')
      // Pages that cost nothing to build.
      bench.environment['VAULTKEEPER_PAGES'] = bench.folder
      writeFileSync(path.join(bench.folder, 'index.html'), '<!doctype html><title>Vaultkeeper</title>')
      const running = bench.start([command])
      await bench.ended(1, 20_000)
      writeFileSync(path.join(bench.vault, 'b.md'), 'b')
      await bench.ended(2)
      expect(running.child.exitCode).toBeNull()
      expect(statSync(disk.seen).size).toBe(0)
      await disk.shell('rm filler')
      writeFileSync(path.join(bench.vault, 'c.md'), 'c')
      await bench.ended(3)
      await waitFor('a line in the log', () => readFileSync(disk.seen, 'utf8').includes('backup change notes into default: done'))
      signal(running.pid, 'SIGTERM')
      // Were it a failure, a service would begin it again.
      expect(await running.ended).toMatchObject({ code: 0, signal: null })
      expect(bench.runs()).toEqual(Array.from({ length: 3 }, () => 'change/notes change: done'))
    }
  })
})
