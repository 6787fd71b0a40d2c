import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { processStart } from '../../home/process-identity.ts'
import { systemCode } from '../../problem-error.ts'
import type { AgentProcess } from './find-processes.ts'
import { parseStat } from './process-table.ts'

/**
 * Sends a signal to processes, each looked at again just before, for its number may be another's by now. A group that one of them leads is told as a whole, so that none
 * of it starts another meanwhile; the others are told one by one, none twice.
 * @returns those that we may not signal
 */
export function signalProcesses(processes: readonly AgentProcess[], signal: 'SIGTERM' | 'SIGKILL'): AgentProcess[] {
  if (process.platform === 'win32') {
    for (const { pid } of processes) endTree(pid, signal === 'SIGKILL')
    return []
  }
  const there = processes.filter(({ pid, start }) => processStart(pid) === start)
  const spared = ownGroup()
  // To the system "group -1" is everything that runs: in a container an agent may well be process 1.
  const leaders = there.filter(({ pid, group }) => pid === group && group > 1 && group !== spared)
  const told = new Set(leaders.filter(({ group }) => send(-group, signal) === '').map(({ group }) => group))
  return there.filter(({ pid, group }) => !told.has(group) && send(pid, signal) === 'EPERM')
}

/** How a process and its children are ended on Windows, where there are no signals: politely, which only programs with a window hear, or by force. */
export function taskkill(pid: number, force: boolean): string[] {
  return ['taskkill', '/PID', String(pid), '/T', ...(force ? ['/F'] : [])]
}

function endTree(pid: number, force: boolean): void {
  const [program = '', ...parameters] = taskkill(pid, force)
  // What could not be ended is seen by its being there still.
  spawn(program, parameters, { stdio: 'ignore', windowsHide: true }).on('error', () => undefined)
}

/** An agent may run us itself, in its own group: that is never told as a whole. `-1`: not known, so that none is spared. */
function ownGroup(): number {
  try {
    if (process.platform === 'linux') return parseStat(process.pid, readFileSync('/proc/self/stat', 'latin1'))?.group ?? -1
    return Number(execFileSync('/bin/ps', ['-o', 'pgid=', '-p', String(process.pid)], { encoding: 'utf8', timeout: 2_000 }))
  } catch {
    return -1
  }
}

function send(to: number, signal: NodeJS.Signals): string {
  try {
    process.kill(to, signal)
    return ''
  } catch (error) {
    return systemCode(error)
  }
}
