import { replaceInModule } from '../replace-in-module.ts'

replaceInModule(
  '/main/engine/repositories/repository-identity.ts',
  'if (id === null || id !== known.id) return otherRepository(opened.name, opened.location)',
  'if (id === null) return otherRepository(opened.name, opened.location)',
)
