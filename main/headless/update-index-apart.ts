import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { UpdateIndex } from '../engine/daemon/keep-indexed.ts'

/** What of a daemon's own flags a command needs as well; those that make it small would make this one slow. */
const kept = /^--(conditions|disable-warning|max-semi-space-size)=/

/** Runs `vaultkeeper index` for a repository in a process of its own, behind everything else that the machine does. */
export const updateIndexApart: UpdateIndex = async (repository, signal) => {
  const flags = process.execArgv.filter((flag) => kept.test(flag))
  const child = spawn(process.execPath, [...flags, process.argv[1] ?? '', 'index', '--repository', repository, '--background'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  })
  // Politely: it ends its restic first, and what it has added is kept.
  const end = () => child.kill('SIGTERM')
  signal.addEventListener('abort', end, { once: true })
  try {
    const ended = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject))
    const [code, said] = await Promise.all([ended, text(child.stderr)])
    if (code !== 0 && !signal.aborted) throw new Error(said.trim() || `it ended with ${code}`)
  } finally {
    signal.removeEventListener('abort', end)
  }
}
