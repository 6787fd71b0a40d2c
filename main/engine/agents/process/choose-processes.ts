import { posix } from 'node:path'
import { marks } from './agent-environment.ts'
import type { ProcessFacts } from './process-table.ts'

/** What an agent is known by. `path`: its real folder; `runBy`: programs that its script says it is run by; `recorded`: the process of it that we started last. */
export type Traits = {
  readonly name: string
  readonly path: string
  readonly start: readonly string[]
  readonly runBy: readonly string[]
  readonly home: string
  readonly recorded: { readonly pid: number; readonly start: string } | null
}

/**
 * The processes of an agent: the one that we started, those that bear our mark (all that it started, wherever they went), those that work in its folder with its start command
 * (a person or another supervisor started them), and what belongs to any of these: its session, its group, its children. What bears the mark of another agent is that
 * one's.
 * @param ours processes, or groups of them, that are ours: never chosen
 */
export function chooseProcesses(table: readonly ProcessFacts[], traits: Traits, ours: ReadonlySet<number>): ProcessFacts[] {
  const { name, recorded } = traits
  const own = (one: ProcessFacts) => markOf(one, traits.home) === name
  const others = (one: ProcessFacts) => ![undefined, name].includes(markOf(one, traits.home))
  const isOurs = ({ pid, group }: ProcessFacts) => ours.has(pid) || ours.has(group)
  const chosen = new Map<number, ProcessFacts>()
  // A number is given out again only once no session bears it any more: then all that is in that session now is somebody else's.
  const isReused = table.some((one) => one.pid === recorded?.pid && one.start !== recorded.start)
  for (const one of table) {
    const isRecorded = one.pid === recorded?.pid && one.start === recorded.start
    // Where its leader has ended, the number of a session tells too little by itself.
    const isOfRecorded =
      !isReused && one.session === recorded?.pid && one.pid !== recorded.pid && inside(one.folder, traits.path) && !others(one)
    if ((isRecorded || own(one) || isOfRecorded || (isStartedHere(one, traits) && !others(one))) && !isOurs(one)) chosen.set(one.pid, one)
  }
  for (let before = -1; before !== chosen.size; ) {
    before = chosen.size
    const leads = (id: number) => chosen.get(id)?.pid === id
    for (const one of table)
      if (!chosen.has(one.pid) && (chosen.has(one.parent) || leads(one.group) || leads(one.session)) && !isOurs(one) && !others(one))
        chosen.set(one.pid, one)
  }
  return [...chosen.values()]
}

/** The name of the agent that a process was started for from this home. */
function markOf({ variables }: ProcessFacts, home: string): string | undefined {
  if (!variables.includes(`${marks.home}=${home}`)) return undefined
  return variables.find((one) => one.startsWith(`${marks.agent}=`))?.slice(marks.agent.length + 1)
}

/** Programs that run scripts: `vim run.sh` and `tail -f run.sh` do not, and are a person's at work. */
const runsScripts =
  /^-?(?:env|busybox|(?:ba|da|z|k|mk|c|tc|fi|a)?sh|node(?:js)?|bun|deno|tsx|ts-node|(?:python|pypy|ruby|perl|php|lua|tclsh)[\d.]*|luajit|java|dotnet|mono|wine(?:64)?|Rscript|julia|guile|elixir|escript|pwsh)$/

/**
 * Whether it runs the start command of an agent, in its folder. A script has the program that runs it before its name, a program may be told with the whole of its path or without, and who else starts it may do so from elsewhere, with
 * whole paths: then one of these has to lead into its folder.
 */
export function isStartedHere({ argv, folder }: ProcessFacts, { path, start, runBy }: Traits): boolean {
  const [program = '', ...parameters] = start
  if (argv.length < start.length) return false
  const [first = '', ...rest] = argv.slice(-start.length)
  const runner = posix.basename(argv[0] ?? '')
  if (argv.length > start.length && !runsScripts.test(runner) && !runBy.includes(runner)) return false
  const fileOf = (part: string) => posix.resolve(folder || '/', part)
  const isSame = (told: string, meant: string) =>
    told === meant || (posix.isAbsolute(told) && told === posix.resolve(path, meant)) || (posix.isAbsolute(meant) && fileOf(told) === meant)
  if (posix.basename(first) !== posix.basename(program) || !rest.every((part, index) => isSame(part, parameters[index] ?? ''))) return false
  return folder === path || [first, ...rest].some((part) => posix.isAbsolute(part) && inside(part, path))
}

function inside(folder: string, path: string): boolean {
  return folder === path || folder.startsWith(`${path}/`)
}
