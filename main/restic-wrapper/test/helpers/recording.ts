import { readdirSync, readFileSync } from 'node:fs'
import { createCollector } from '../../src/collector.ts'
import type { Plan } from '../../src/commands/plan.ts'
import type { Outcome } from '../../src/outcome.ts'
import { createLineSplitter } from '../../src/process/split-lines.ts'
import { createValueSplitter } from '../../src/process/split-values.ts'

const folder = new URL('../recorded/', import.meta.url)

/** What one run of restic printed. */
export type Recording = { readonly exitCode: number; readonly stdout: Buffer; readonly stderr: Buffer }

/** Names of all recordings. */
export const recordingNames = readdirSync(folder).map((file) => file.replace(/\.txt$/, ''))

/** Reads one; bytes stay bytes. */
export function readRecording(name: string): Recording {
  const text = readFileSync(new URL(`${name}.txt`, folder), 'latin1')
  const [, code, stdout, stderr] = /^# .*\n# exit (\d+)\n--- stdout\n([\s\S]*?)--- stderr\n([\s\S]*)$/.exec(text) ?? []
  return { exitCode: Number(code), stdout: Buffer.from(stdout ?? '', 'latin1'), stderr: Buffer.from(stderr ?? '', 'latin1') }
}

/** Cuts bytes at the given places (taken modulo the length). */
export function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...sorted].map((start, i) => bytes.subarray(start, sorted[i] ?? bytes.length))
}

/** Lets a plan read a recording as if a process had said it. */
export function replay<Event, Result>(plan: Plan<Event, Result>, recording: Recording, cuts: readonly number[] = []) {
  const events: Event[] = []
  const collector = createCollector<Result>({ plan, program: 'restic', redact: (text) => text })
  const sink = {
    emit: (event: Event) => void events.push(event),
    progress: (event: Event) => void events.push(event),
    alive: () => {},
    locksUnseen: () => {},
    quiet: () => {},
    failure: (failure: { item: string; message: string; during: string }) => void collector.failure(failure),
  } as never
  const lines = (onLine: (line: string) => void) => createLineSplitter({ maxLength: 1 << 26, onLine })
  const stdout =
    plan.framing === 'values'
      ? createValueSplitter({ maxBytes: 1 << 28, onValue: (json) => collector.stdoutLine(json, sink), onArray: () => collector.array() })
      : lines((line) => collector.stdoutLine(line, sink))
  const stderr = lines((line) => void collector.stderrLine(line, sink))
  if (plan.framing !== 'bytes') for (const chunk of cut(recording.stdout, cuts)) stdout.push(chunk)
  stdout.end()
  for (const chunk of cut(recording.stderr, cuts)) stderr.push(chunk)
  stderr.end()
  const outcome: Outcome<Result> = collector.outcome(
    { exitCode: recording.exitCode, signal: null },
    { cancelled: false, forced: false, limit: undefined },
  )
  return { outcome, events }
}
