import type { At } from './version-content.tsx'

/** The part of a question that says where to look. Pure. */
export function lookAt({ vault, repository, snapshot }: At): { snapshot: string; repository: string; vault?: string } {
  return { snapshot, repository, ...(vault === null ? {} : { vault }) }
}
