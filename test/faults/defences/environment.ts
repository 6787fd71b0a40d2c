import { replaceInModule } from '../replace-in-module.ts'

replaceInModule(
  '/main/restic-wrapper/src/process/environment.ts',
  'if (value !== undefined && wanted.has(windows ? name.toUpperCase() : name)) environment[name] = value',
  'if (value !== undefined) environment[name] = value',
)
