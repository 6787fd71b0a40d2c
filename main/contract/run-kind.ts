import { z } from 'zod'

/** What a run is for. */
export const RunKind = z.enum([
  'init',
  'backup',
  'verify',
  'restore',
  'undo',
  'unlock',
  'repair',
  'retention',
  'prune',
  'check',
  'copy',
  'revert',
  'keys',
  'own',
  'comeback',
  'push',
  'branch',
  'drill',
  'recover',
])
/** See {@link RunKind}. */
export type RunKind = z.infer<typeof RunKind>
