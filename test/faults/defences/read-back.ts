import { replaceInModule } from '../replace-in-module.ts'

replaceInModule(
  '/main/engine/verify/verify-snapshot.ts',
  'return report.findingCount === 0 && report.countsAgree !== false && report.vanishedSnapshots.length === 0 && readSomething',
  'return report.vanishedSnapshots.length === 0 || readSomething',
)
