import path from 'node:path'

/** The folder of the project, and what is built of it. */
export const project = path.join(import.meta.dirname, '../..')
export const built = path.join(project, 'dist')
