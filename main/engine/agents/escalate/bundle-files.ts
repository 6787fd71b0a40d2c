import { basename } from 'node:path'
import { sayBytes } from '../../health/say-when.ts'
import type { BundleFacts } from './bundle-facts.ts'
import type { FileBeside } from './report-text.ts'

/** A file of a bundle beside the report, with its text. */
export type BundleFile = FileBeside & { readonly text: string }

/** The files of a bundle beside the report. Pure; not cleaned yet but for the logs. */
export function bundleFiles(facts: BundleFacts): BundleFile[] {
  const { lines, steps, attempt, timeline, logs, machine, process, agent } = facts
  const states = lines
    .filter(({ line }) => line['event'] === 'agent.state')
    .map(({ line }) => `${line['time']}  ${line['state']}: ${line['why']}`)
  const seen = timeline.map(({ at, what }) => `${at}  ${what}`)
  return [
    { name: 'history.jsonl', what: 'what is recorded of it', text: lines.map(({ text }) => `${text.replace(colours, '')}\n`).join('') },
    { name: 'recovery.json', what: 'the last attempt to bring it back', text: asJson({ attempt, steps, process }) },
    { name: 'heartbeat.txt', what: 'what was seen of its heartbeat', text: [...states, ...seen].map((line) => `${line}\n`).join('') },
    {
      name: 'agent.json',
      what: 'how it is configured',
      text: asJson({ ...agent, environment: Object.fromEntries(Object.keys(agent.environment).map((name) => [name, '•••'])) }),
    },
    { name: 'machine.json', what: 'versions, disks and memory', text: asJson(machine) },
    ...logFiles(logs),
  ]
}

/** A colour in front of a secret would be a part of its word. */
const colours = /\\u001b\[[0-9;]*m/g

function logFiles(logs: BundleFacts['logs']): BundleFile[] {
  return logs.map(({ path, text, whole, bytes }, at) => ({
    name: `log-${at + 1}-${basename(path)
      .replace(/[^A-Za-z0-9._-]/g, '_')
      .slice(-60)}.txt`,
    what: `${whole ? 'all' : `the end (of ${sayBytes(bytes)})`} of ${path}`,
    text: `${text}\n`,
  }))
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
