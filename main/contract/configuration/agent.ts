import { z } from 'zod'
import { Name, section, soFarGood } from './names.ts'
import { Command, duration, Path, PathInside, WebAddress } from './values.ts'

const Heartbeat = section({
  file: PathInside.optional().describe('A file in the folder of the agent that it touches.'),
  url: WebAddress.optional().describe('An address that answers 2xx.'),
  command: Command.optional().describe('A command that ends with 0.'),
  lateAfter: duration({ least: '1s' }).prefault('1m'),
  deadAfter: duration({ least: '1s' }).prefault('3m'),
})
  .refine(({ file, url, command }) => [file, url, command].filter((one) => one !== undefined).length === 1, {
    error: 'must have one of "file", "url" and "command"',
    when: soFarGood,
  })
  .refine(({ lateAfter, deadAfter }) => lateAfter < deadAfter, { error: 'must have a "deadAfter" that is longer than "lateAfter"' })

/** What would name nothing, so that recovery would replace what a person means to be left. */
const Preserved = PathInside.refine((pattern) => !/^(?:\.\/*)+$/.test(pattern), {
  error: 'would name nothing: all that is in the folder is named by "**"',
})
  .refine((pattern) => !/\{[^{}]*,[^{}]*\}/.test(pattern), { error: 'must not have a choice in braces: write one pattern for each' })
  .refine((pattern) => !/\s$/.test(pattern), { error: 'must not end with a space' })

/** A program that is watched, and brought back from a backup when it is dead. */
export const Agent = section({
  path: Path.describe('Its folder.'),
  start: Command.describe('Starts it, in its folder.'),
  stop: Command.optional().describe('Stops it; if left out, it is asked to end by a signal.'),
  heartbeat: Heartbeat.optional(),
  dependsOn: z.array(Name).default([]).describe('Agents that must be alive before this one is started.'),
  critical: z.boolean().default(false).describe('When it does not come back, those that depend on it are not started.'),
  preserve: z.array(Preserved).default([]).describe('Patterns of what recovery leaves as it is on the disk.'),
  recover: z.enum(['automatic', 'ask']).default('ask'),
  atMostPerHour: z
    .number({ error: 'must be a number from 1 to 60' })
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .max(60, { error: 'must be at most 60' })
    .default(3)
    .describe('So often it is brought back by itself within an hour; then a person is told.'),
  stopWithin: duration({ least: '1s', most: '1h' })
    .prefault('30s')
    .describe('How long it may take to end when it is asked to; then it is ended by force.'),
  environment: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'must be the name of a variable' }), z.string())
    .default({})
    .describe('Variables that it is started with. No secrets: they belong into a file that only it reads.'),
  aliveWithin: duration({ least: '1s' }).prefault('5m').describe('How long its heartbeat may take to come after a recovery.'),
})
