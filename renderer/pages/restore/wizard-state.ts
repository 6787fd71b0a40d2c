import type { OverwritePolicy } from '../../../main/contract/overwrite-policy.ts'
import { overwritePolicies } from '../../../main/contract/overwrite-policy.ts'

/** What a person came for. */
export const needs = ['file', 'time', 'machine', 'agent'] as const
/** See {@link needs}. */
export type Need = (typeof needs)[number]

/** The steps of the wizard: what happened, where from, what, where to, and the restore itself. */
export const steps = ['start', 'from', 'what', 'where', 'run'] as const
/** See {@link steps}. */
type Step = (typeof steps)[number]

/** Where restored files go: to the place that they were in, there but beside what is there, or into another folder. */
export const places = ['original', 'beside', 'folder'] as const
/** See {@link places}. */
export type Place = (typeof places)[number]

/** Everything that the wizard knows. All of it stands in the address, so that back, forward, reload and links work. */
export type WizardState = {
  readonly step: Step
  readonly need: Need | null
  /** What was typed to search for. */
  readonly query: string
  /** The file whose versions are looked at. */
  readonly file: string | null
  readonly vault: string | null
  readonly repository: string | null
  readonly snapshot: string | null
  /** What was chosen of the snapshot; one empty path is all of it. */
  readonly paths: readonly string[]
  readonly place: Place
  /** The other folder. */
  readonly folder: string
  readonly policy: OverwritePolicy
  /** Of several paths into another folder: each as deep as it was. */
  readonly asItWas: boolean
  /** FIFOs, devices, and setuid and setgid bits come back, too. */
  readonly special: boolean
  /** The vaults that are brought back together, by id; none named are all. */
  readonly vaults: readonly string[]
  /** The agents that are brought back together, by name. */
  readonly agents: readonly string[]
  /** The moment that everything is to be brought back to (RFC 3339, or a day); `null` is the newest. */
  readonly moment: string | null
  /** The restores, as jobs, in their order. */
  readonly jobs: readonly string[]
}

/** The wizard before anything was said. */
export const nothingSaid: WizardState = {
  step: 'start',
  need: null,
  query: '',
  file: null,
  vault: null,
  repository: null,
  snapshot: null,
  paths: [],
  place: 'original',
  folder: '',
  policy: 'always',
  asItWas: false,
  special: false,
  vaults: [],
  agents: [],
  moment: null,
  jobs: [],
}

/**
 * Reads the wizard's state out of the query of an address. What an address does not say is as in {@link nothingSaid}; what it says wrongly, too. The step
 * follows from what is there where it is not named: so links from other pages need not know the steps.
 */
export function readWizard(query: string): WizardState {
  const said = new URLSearchParams(query)
  const word = <Word extends string>(name: string, words: readonly Word[]) => words.find((one) => one === said.get(name))
  const text = (name: string) => said.get(name) || null
  const state: WizardState = {
    ...nothingSaid,
    need: word('need', needs) ?? null,
    query: said.get('q') ?? '',
    file: text('file'),
    vault: text('vault'),
    repository: text('repository'),
    snapshot: text('snapshot'),
    paths: said.getAll('path'),
    place: word('to', places) ?? nothingSaid.place,
    folder: said.get('folder') ?? '',
    policy: word('policy', overwritePolicies) ?? nothingSaid.policy,
    asItWas: said.has('asItWas'),
    special: said.has('special'),
    vaults: said.getAll('also'),
    agents: said.getAll('agent'),
    moment: text('moment'),
    jobs: said.getAll('job'),
  }
  return { ...state, step: possibleStep(word('step', steps), state) }
}

/** The step that was asked for, or the one that comes before it where something is missing. */
function possibleStep(wanted: Step | undefined, state: WizardState): Step {
  const { need, query, file, vault, snapshot, paths, agents, jobs } = state
  const many = need === 'machine' || need === 'agent'
  const possible: Record<Step, boolean> = {
    run: jobs.length > 0,
    where: many || (snapshot !== null && paths.length > 0),
    what: snapshot !== null && !many,
    from: need !== null || query !== '' || file !== null || vault !== null || snapshot !== null,
    start: true,
  }
  const order = steps.toReversed()
  const isChosen = (snapshot !== null && paths.length > 0) || (need === 'agent' && agents.length > 0)
  const likely = jobs.length > 0 ? 'run' : isChosen ? 'where' : 'from'
  return order.slice(order.indexOf(wanted ?? likely)).find((step) => possible[step]) ?? 'start'
}

/** Writes the state as the query of an address: the shortest one that {@link readWizard} reads the same from. */
export function writeWizard(state: WizardState): string {
  const said = new URLSearchParams()
  const names = { need: 'need', q: 'query', file: 'file', vault: 'vault', repository: 'repository', snapshot: 'snapshot' } as const
  for (const [name, field] of Object.entries(names) as [string, (typeof names)[keyof typeof names]][]) {
    const value = state[field]
    if (value !== nothingSaid[field] && value !== null) said.set(name, value)
  }
  for (const path of state.paths) said.append('path', path)
  if (state.place !== nothingSaid.place) said.set('to', state.place)
  if (state.folder !== '') said.set('folder', state.folder)
  if (state.policy !== nothingSaid.policy) said.set('policy', state.policy)
  if (state.asItWas) said.set('asItWas', '')
  if (state.special) said.set('special', '')
  for (const vault of state.vaults) said.append('also', vault)
  for (const agent of state.agents) said.append('agent', agent)
  if (state.moment !== null) said.set('moment', state.moment)
  for (const job of state.jobs) said.append('job', job)
  const short = said.toString()
  if (readWizard(short).step !== state.step) said.set('step', state.step)
  return said.toString()
}
