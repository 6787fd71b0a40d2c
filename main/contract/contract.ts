import { jobs } from './procedures/jobs.ts'
import { live } from './procedures/live.ts'
import { moments } from './procedures/moments.ts'
import { overview } from './procedures/overview.ts'
import { places } from './procedures/places.ts'

/** Everything that Vaultkeeper can be asked: by the pages in both hosts, by the command line, and over HTTP by scripts. */
export const contract = { jobs, live, moments, overview, places }
