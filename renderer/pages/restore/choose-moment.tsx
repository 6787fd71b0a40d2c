import { Button, Group, NativeSelect, Select, Stack, Text } from '@mantine/core'
import type { Moment } from '../../../main/contract/procedures/moments.ts'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Surface } from '../../parts/surface.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { dayInWords, dayOf } from './days.ts'
import { type FoldedMoment, foldMoments, foldOf } from './fold-moments.ts'
import { dayAsked, momentAsOf, vaultAsOf } from './moment-as-of.ts'
import { momentNamed } from './moment-line.tsx'
import { MomentList } from './moment-list.tsx'
import { MonthOfMoments } from './month-of-moments.tsx'
import { NothingSaved } from './nothing-saved.tsx'
import classes from './restore.module.css'
import { SinceThen } from './since-then.tsx'
import { useMoments } from './use-moments.ts'
import { useNearness } from './use-nearness.ts'
import type { Go } from './use-wizard.ts'
import { vaultChoices } from './vault-choices.ts'
import type { WizardState } from './wizard-state.ts'

/** Back in time: a vault, a day, a snapshot of it, and what changed since then. */
export function ChooseMoment({ state, go }: { readonly state: WizardState; readonly go: Go }) {
  const { moments, unasked, error, none } = useMoments({ always: true })
  return (
    <QueryView query={moments} waiting={<Waiting lines={6} height={40} />}>
      {(all) => {
        if (none) return <NothingSaved />
        return (
          <>
            {unasked.map(({ repository, problem }) => (
              <Callout key={repository} tone="attention" title={`${repository} could not be asked`}>
                {problem.sentence} {problem.remedy}
              </Callout>
            ))}
            {error !== null && <ProblemAlert problem={problemOf(error)} />}
            {all.length === 0 && error === null && <Waiting lines={6} height={40} />}
            {all.length > 0 && <Moments all={all} state={state} go={go} />}
          </>
        )
      }}
    </QueryView>
  )
}

type MomentsProps = { readonly all: readonly Moment[]; readonly state: WizardState; readonly go: Go }

function Moments({ all, state, go }: MomentsProps) {
  const { nearness, words } = useNearness()
  const linked = momentNamed(all, state.snapshot)
  // Who comes from a repository, and has not chosen a moment yet, sees what is in that one.
  const there = linked === undefined && state.repository !== null ? all.filter(({ repository }) => repository === state.repository) : []
  const choices = vaultChoices(there.length > 0 ? there : all)
  const { groups, byVault, count } = choices
  const named = groups.flatMap(({ items }) => items)
  const asked = dayAsked(state.moment)
  const vault =
    linked === undefined
      ? vaultAsOf(choices, state.vault, asked)
      : (named.find(({ value }) => byVault.get(value)?.includes(linked))?.value ?? '')
  const folds = foldMoments(byVault.get(vault) ?? [], nearness)
  const mine = folds.map(({ lead }) => lead)
  const chosen = linked ?? momentAsOf(mine, asked)
  if (chosen === undefined) return null
  const choose = (moment: Moment | undefined, of: string | null = null) =>
    moment !== undefined &&
    go(
      { step: 'from', need: 'time', vault: moment.vault, repository: moment.repository, snapshot: moment.snapshot, moment: of },
      { replace: true },
    )
  const at = { vault: chosen.vault, repository: chosen.repository, snapshot: chosen.snapshot }
  const fold = foldOf(folds, chosen)
  const day = dayOf((fold?.lead ?? chosen).time)
  const foreign = chosen.machine !== null
  // Another vault is looked at as of the same day, once there was one.
  const chooseVault = (value: string | null) => {
    const same = asked ?? (linked === undefined ? null : day)
    const leads = foldMoments(byVault.get(value ?? '') ?? [], nearness).map(({ lead }) => lead)
    choose(momentAsOf(leads, same), same)
  }
  return (
    <Stack gap="md">
      {count > 1 && (
        <Select
          label="Vault"
          data={groups.length > 1 ? groups.map(({ group, items }) => ({ group, items: [...items] })) : named}
          value={vault}
          allowDeselect={false}
          maw={360}
          onChange={chooseVault}
        />
      )}
      {asked !== null && asked !== day && (
        <Callout tone="attention" title={`Nothing of this vault was saved on ${dayInWords(asked)}`}>
          {day < asked ? 'What you see is as it was last saved before.' : 'Nor before. What you see was saved later.'}
        </Callout>
      )}
      <div className={classes['twoParts']}>
        <Stack gap="lg">
          <MonthOfMoments moments={mine} chosen={chosen} onChoose={choose} />
          <MomentList moments={mine.filter(({ time }) => dayOf(time) === day)} chosen={fold?.lead ?? chosen} onChoose={choose} />
          {fold !== undefined && <FromWhere fold={fold} chosen={chosen} words={words} onChoose={choose} />}
        </Stack>
        <Surface>
          <Stack gap="md">
            <Group gap="xs">
              <Button
                onClick={() =>
                  go({
                    ...at,
                    need: 'time',
                    step: 'where',
                    paths: [''],
                    ...(foreign ? { place: 'folder', policy: 'keep-both' } : { place: 'original', policy: 'always' }),
                  })
                }
              >
                {foreign ? 'Everything, into a folder…' : 'Everything as it was then'}
              </Button>
              <Button variant="default" onClick={() => go({ ...at, need: 'time', step: 'what' })}>
                Choose files and folders…
              </Button>
            </Group>
            <Text size="sm" c="dimmed">
              You see what it would change before anything is written.
            </Text>
            <SinceThen key={chosen.snapshot} moment={chosen} newest={mine.find(({ repository }) => repository === chosen.repository)} />
          </Stack>
        </Surface>
      </div>
    </Stack>
  )
}

type FromWhereProps = {
  readonly fold: FoldedMoment
  readonly chosen: Moment
  /** What to say of a repository. */
  readonly words: (repository: string) => string
  readonly onChoose: (moment: Moment | undefined) => void
}

/** From which repository, where several have the same moment: the nearest that is there, unless a person says otherwise. */
function FromWhere({ fold: { same }, chosen, words, onChoose }: FromWhereProps) {
  if (same.length < 2) return null
  return (
    <NativeSelect
      label="From where"
      description="It is the same state in each of these."
      data={same.map(({ snapshot, repository }) => ({ value: snapshot, label: words(repository) }))}
      value={chosen.snapshot}
      maw={360}
      onChange={(event) => onChoose(same.find(({ snapshot }) => snapshot === event.currentTarget.value))}
    />
  )
}
