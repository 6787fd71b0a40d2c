import type { DatabaseSync } from 'node:sqlite'
import type { HistoryLine } from '../../contract/history-event.ts'
import { prepared } from './prepared.ts'

/** Folds a line about agents into the state; other lines change nothing in it. Twice is as once. */
export function applyAgentEvent(database: DatabaseSync, line: HistoryLine): void {
  const run = (sql: string, ...values: (string | number | null)[]) => prepared(database, sql).run(...values)
  switch (line.event) {
    case 'agent.state':
      run(
        `INSERT INTO agents (agent, state, since, why, beat) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (agent) DO UPDATE SET state = excluded.state, since = excluded.since, why = excluded.why, beat = excluded.beat`,
        line.agent,
        line.state,
        line.since,
        line.why,
        line.beat,
      )
      return
    case 'agent.started':
      run(
        'INSERT OR IGNORE INTO agent_processes (agent, seq, time, run, pid, process_start, log) VALUES (?, ?, ?, ?, ?, ?, ?)',
        line.agent,
        line.seq,
        line.time,
        line.run,
        line.pid,
        line.processStart,
        line.log,
      )
      return
    case 'agent.ended':
      run(
        `UPDATE agent_processes SET ended = ?, code = ?, signal = ? WHERE ended IS NULL AND seq =
           (SELECT max(seq) FROM agent_processes WHERE agent = ? AND pid = ?)`,
        line.time,
        line.code,
        line.signal,
        line.agent,
        line.pid,
      )
      return
    case 'agent.held':
      run(
        `INSERT INTO agent_holds (agent, until, by, since) VALUES (?, ?, ?, ?)
         ON CONFLICT (agent) DO UPDATE SET until = excluded.until, by = excluded.by, since = excluded.since`,
        line.agent,
        line.until,
        line.by,
        line.time,
      )
      return
    case 'agent.released':
      run('DELETE FROM agent_holds WHERE agent = ?', line.agent)
      return
    case 'recovery.begun':
      run(
        'INSERT OR IGNORE INTO recoveries (id, seq, time, levels, trigger_, incomplete, pid, process_start) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        line.recovery,
        line.seq,
        line.time,
        JSON.stringify(line.levels),
        line.trigger,
        line.incomplete ? 1 : 0,
        line.pid,
        line.processStart,
      )
      return
    case 'recovery.ended':
      run('UPDATE recoveries SET ended = ? WHERE id = ? AND ended IS NULL', line.time, line.recovery)
      return
    case 'recovery.step':
      run(
        `INSERT OR IGNORE INTO recovery_steps (seq, time, run, recovery, agent, step, repository, snapshots, safety) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        line.seq,
        line.time,
        line.run,
        line.recovery,
        line.agent,
        line.step,
        line.repository ?? null,
        line.snapshots ? JSON.stringify(line.snapshots) : null,
        line.safety ?? null,
      )
      return
    case 'agent.escalated':
      // A newer one takes the place of what was told of it before.
      run('UPDATE escalations SET settled = ? WHERE agent = ? AND settled IS NULL AND seq < ?', line.time, line.agent, line.seq)
      run(
        'INSERT OR IGNORE INTO escalations (id, seq, time, agent, run, recovery, problem, dependants, bundle) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        line.escalation,
        line.seq,
        line.time,
        line.agent,
        line.run,
        line.recovery,
        JSON.stringify(line.problem),
        JSON.stringify(line.dependants),
        line.bundle,
      )
      return
    case 'agent.settled':
      // That it beats again does not make good how often it had to be brought back.
      if (line.by === byHeartbeat) closeEscalations(database, line.agent, line)
      else settle(database, line.agent, line)
      return
    case 'run.intent':
      if (line.kind !== 'recover' || line.agent === undefined) return
      run(
        'INSERT OR IGNORE INTO agent_recoveries (run, seq, agent, time, trigger_) VALUES (?, ?, ?, ?, ?)',
        line.run,
        line.seq,
        line.agent,
        line.time,
        line.trigger ?? 'manual',
      )
      return
    case 'run.outcome': {
      const of = prepared(database, 'SELECT agent, trigger_ AS trigger FROM agent_recoveries WHERE run = ? AND verdict IS NULL').get(
        line.run,
      ) as { agent: string; trigger: string } | undefined
      if (of === undefined) return
      run('UPDATE agent_recoveries SET verdict = ? WHERE run = ?', line.verdict, line.run)
      if (line.verdict !== 'done' && line.verdict !== 'warnings') return
      // It beats, or it would not have ended well; by hand, a person has looked as well.
      if (of.trigger === 'heartbeat') closeEscalations(database, of.agent, line)
      else settle(database, of.agent, line)
      if (line.result?.['process'] === 'beats')
        run(
          `INSERT INTO agents (agent, state, since, why, beat) VALUES (?, 'alive', ?, 'it was brought back', ?)
           ON CONFLICT (agent) DO UPDATE SET since = CASE state WHEN 'alive' THEN since ELSE excluded.since END, state = 'alive', why = excluded.why, beat = excluded.beat`,
          of.agent,
          line.time,
          line.time,
        )
      return
    }
    default:
      return
  }
}

/** Whoever settles what was escalated of an agent that goes on beating by itself. */
export const byHeartbeat = 'heartbeat'

/** What was escalated of an agent is over, and how often it was brought back is counted anew. */
function settle(database: DatabaseSync, agent: string, line: HistoryLine): void {
  closeEscalations(database, agent, line)
  prepared(database, 'UPDATE agent_recoveries SET counts = 0 WHERE agent = ? AND seq < ?').run(agent, line.seq)
}

function closeEscalations(database: DatabaseSync, agent: string, { time, seq }: HistoryLine): void {
  prepared(database, 'UPDATE escalations SET settled = ? WHERE agent = ? AND settled IS NULL AND seq < ?').run(time, agent, seq)
}

/** What was dated by a clock that ran ahead counts as of when that was noticed; see {@link takeBack} in clock-stepped.ts. */
export function takeBackAgents(database: DatabaseSync, from: string, to: string): void {
  const run = (sql: string, ...values: string[]) => prepared(database, sql).run(...values)
  run('UPDATE agent_recoveries SET time = ? WHERE time > ?', to, to)
  run('UPDATE agents SET since = ? WHERE since > ?', to, to)
  const holds = prepared(database, 'SELECT agent, until FROM agent_holds WHERE since > ? AND until IS NOT NULL').all(to) as {
    agent: string
    until: string
  }[]
  for (const { agent, until } of holds) {
    const left = Math.max(0, Date.parse(until) - Date.parse(from))
    run('UPDATE agent_holds SET until = ? WHERE agent = ?', new Date(Date.parse(to) + left).toISOString(), agent)
  }
  run('UPDATE agent_holds SET since = ? WHERE since > ?', to, to)
}
