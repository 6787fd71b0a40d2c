import { replaceInModule } from '../replace-in-module.ts'

replaceInModule(
  '/main/engine/secrets/redact.ts',
  'if (clean.includes(form)) clean = clean.replaceAll(form, redactionMask)',
  'if (form === redactionMask) clean = form',
)
