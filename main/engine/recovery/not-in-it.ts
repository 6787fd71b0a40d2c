import type { RecoveryFacts } from './facts.ts'
import { code, plain } from './markdown.ts'

/** What does not come back, so that nobody looks for it, and where it is to be had anew. Pure. */
export function notInIt({ repositories, vaults, secrets }: RecoveryFacts): string[] {
  const bare = vaults.filter(({ id }) => !repositories.some((one) => one.vaults.some(({ vault }) => vault === id)))
  const needed = [
    ...repositories.flatMap(({ name, secrets: asked }) => [
      `${code(name)}: the password of the backups, from its emergency kit`,
      ...asked.map((one) => `${code(one.name)}: ${plain(one.label)}, from where the server is managed`),
    ]),
    ...secrets.map(({ name, what }) => `${code(name)}: ${plain(what)}`),
  ]
  return [
    '## What is not in the backups',
    '',
    ...bare.map(({ name, path }) => `- **${plain(name)} (${code(path)}) is in no backup**: no plan names it.`),
    ...vaults
      .filter(({ exclude }) => exclude.length > 0)
      .map(({ name, exclude }) => `- Of ${plain(name)}, left out: ${exclude.map(code).join(', ')}`),
    ...vaults.flatMap(({ name, only }) => (only === null ? [] : [`- Of ${plain(name)}, everything but: ${only.map(code).join(', ')}`])),
    `- Folders that call themselves a cache (a file ${code('CACHEDIR.TAG')} in them), sockets, and programs: install those anew.`,
    '- Secrets. None stands in this document, nor in the configuration:',
    ...needed.map((line) => `  - ${line}`),
    '',
  ]
}
