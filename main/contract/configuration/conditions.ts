import { z } from 'zod'
import { section } from './names.ts'
import { Percentage, Size } from './values.ts'

const batterySentence = 'must be "always", "never", or "above" and a percentage such as "above 30%"'

const OnBattery = z
  .string({ error: batterySentence })
  .regex(/^(?:always|never|above \d{1,2}%)$/, { error: batterySentence })
  .transform((text): 'always' | 'never' | { readonly above: number } =>
    text === 'always' || text === 'never' ? text : { above: Number(/\d+/.exec(text)?.[0]) / 100 },
  )

/** What must hold for a plan to run by itself. A backup that a person asks for runs anyway. */
export const Conditions = section({
  onBattery: OnBattery.optional().describe('Whether to run without mains power: always, never, or above a charge.'),
  onMetered: z.enum(['always', 'never', 'local only']).optional().describe('Whether to run while the network counts bytes.'),
  minimumFree: Size.optional().describe('How much must be free on the disk of a local repository.'),
})

/** Conditions with nothing left open. `above` is between 0 and 1, `minimumFree` in bytes. */
export type ConditionRules = {
  readonly onBattery: 'always' | 'never' | { readonly above: number }
  readonly onMetered: 'always' | 'never' | 'local only'
  readonly minimumFree: number
}

/** Where the file is silent. */
export const usualConditions: ConditionRules = { onBattery: { above: 0.2 }, onMetered: 'local only', minimumFree: 256 * 2 ** 20 }

/** When a snapshot differs so much from the one before that a person is asked. */
export const Anomaly = section({
  deleted: Percentage.optional().describe('Part of the files that may be gone since the snapshot before.'),
  changed: Percentage.optional().describe('Part of the files that may have changed since the snapshot before.'),
  atLeastFiles: z.int().min(1).max(1_000_000_000).optional().describe('Fewer files than this are never an anomaly.'),
})

/** Thresholds with nothing left open. Parts are between 0 and 1. */
export type AnomalyRules = { readonly deleted: number; readonly changed: number; readonly atLeastFiles: number }
