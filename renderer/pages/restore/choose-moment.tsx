import { Button, Group, Select, Stack, Text } from '@mantine/core'
import type { Moment } from '../../../main/contract/procedures/moments.ts'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Surface } from '../../parts/surface.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { dayOf } from './days.ts'
import { momentNamed } from './moment-line.tsx'
import { MomentList } from './moment-list.tsx'
import { MonthOfMoments } from './month-of-moments.tsx'
import { NothingSaved } from './nothing-saved.tsx'
import classes from './restore.module.css'
import { SinceThen } from './since-then.tsx'
import { useMoments } from './use-moments.ts'
import type { Go } from './use-wizard.ts'
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

/** For snapshots that other programs made: they are of no vault. */
const others = '(others)'

function Moments({ all, state, go }: { readonly all: readonly Moment[]; readonly state: WizardState; readonly go: Go }) {
  const linked = momentNamed(all, state.snapshot)
  const byVault = Map.groupBy(all, (moment) => moment.vault ?? others)
  const named = [...byVault].map(([value, [first]]) => ({ value, label: first?.vaultName ?? 'Snapshots of other programs' }))
  const wanted = named.find(({ value, label }) => value === state.vault || label === state.vault)?.value
  const vault = linked?.vault ?? wanted ?? named[0]?.value ?? others
  const mine = byVault.get(vault) ?? []
  // Before anything was chosen: the last good one where the newest is unusual, for then that is what one comes for.
  const [newest] = mine
  const likely = newest?.unusual ? (mine.find(({ lastGood }) => lastGood) ?? newest) : newest
  const onDay = state.moment === null ? undefined : mine.find(({ time }) => dayOf(time) === state.moment?.slice(0, 10))
  const chosen = linked ?? onDay ?? likely
  if (chosen === undefined) return null
  const choose = (moment: Moment | undefined) =>
    moment !== undefined &&
    go(
      { step: 'from', need: 'time', vault: moment.vault, repository: moment.repository, snapshot: moment.snapshot, moment: null },
      { replace: true },
    )
  const at = { vault: chosen.vault, repository: chosen.repository, snapshot: chosen.snapshot }
  const day = dayOf(chosen.time)
  return (
    <Stack gap="md">
      {named.length > 1 && (
        <Select
          label="Vault"
          data={named}
          value={vault}
          allowDeselect={false}
          maw={360}
          onChange={(value) => choose(byVault.get(value ?? '')?.[0])}
        />
      )}
      <div className={classes['twoParts']}>
        <Stack gap="lg">
          <MonthOfMoments moments={mine} chosen={chosen} onChoose={choose} />
          <MomentList moments={mine.filter(({ time }) => dayOf(time) === day)} chosen={chosen} onChoose={choose} />
        </Stack>
        <Surface>
          <Stack gap="md">
            <Group gap="xs">
              <Button onClick={() => go({ ...at, need: 'time', step: 'where', paths: [''], place: 'original', policy: 'always' })}>
                Everything as it was then
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
