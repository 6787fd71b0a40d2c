import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { RepositoryEntry } from '../../../main/contract/procedures/repository-entry.ts'
import { api } from '../../api.ts'
import { EnterCredential } from '../../mending/enter-credential.tsx'
import { EnterPassword } from '../../mending/enter-password.tsx'
import { FindRepository } from '../../mending/find-repository.tsx'
import { type MendKind, mendLabels, mendOf } from '../../mending/mend-of.ts'
import { Callout } from '../../parts/callout.tsx'
import { Fact } from '../../parts/fact.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import { KindIcon } from '../../repositories/kind-links.tsx'
import { kindOf } from '../../repositories/kinds.ts'
import classes from '../../repositories/repositories.module.css'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'
import { useStart } from '../overview/use-start.ts'
import { EditorSection } from '../plans/editor-section.tsx'
import { missingOf, stateOf } from './repository-words.ts'

const disks = { same: 'On the same disk as your vaults', other: 'On another disk', server: 'On a server' } as const

/** How a repository stands: what is in it, who writes there, what is the matter, and what can be done now. */
export function RepositoryStanding({ entry }: { readonly entry: RepositoryEntry }) {
  const { name, kind, place, state, plans, onDisk, lastSuccess, snapshots, foreign, bytes, appendOnly, grown, mirrorOf } = entry
  const { word, tone } = stateOf(entry)
  return (
    <EditorSection title="How it stands">
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <KindIcon type={kind} />
        <Stack gap={2} flex={1} miw={0}>
          <Text fw={600}>{place}</Text>
          <Text size="sm" c="dimmed">
            {name === 'default' ? "In Vaultkeeper's own folder" : kindOf(kind)?.name}
          </Text>
        </Stack>
        <ToneBadge tone={tone}>{word}</ToneBadge>
      </Group>
      <Trouble entry={entry} />
      <dl className={classes['facts']}>
        <Fact name="Last success">{lastSuccess === null ? 'None yet' : <When time={lastSuccess} />}</Fact>
        <Fact name="In it">
          {counted(snapshots, 'snapshot')}
          {foreign > 0 && `, ${foreign} of them of other machines`}
        </Fact>
        <Fact name="It takes">{bytes === null ? 'Not counted yet' : bytesInWords(bytes)}</Fact>
        <Fact name="Where">{disks[onDisk]}</Fact>
        <Fact name="Plans">
          {plans.length === 0
            ? mirrorOf === null
              ? 'None writes there'
              : 'None: it is filled by copying'
            : plans.map((plan, at) => (
                <span key={plan}>
                  {at > 0 && ', '}
                  <Anchor href={`#/plans/${encodeURIComponent(plan)}`}>{plan}</Anchor>
                </span>
              ))}
        </Fact>
        {mirrorOf !== null && (
          <Fact name="Mirror of">
            <Anchor href={`#/repositories/${encodeURIComponent(mirrorOf)}`}>{mirrorOf}</Anchor>
          </Fact>
        )}
        {appendOnly && <Fact name="Append-only">{grown ?? 'Nothing is ever removed there, so it grows with every backup'}</Fact>}
      </dl>
      {onDisk === 'same' && state !== 'off' && (
        <Callout tone="attention" title="On the disk of your vaults">
          It helps against mistakes and lost files, not against a dead or stolen computer.{' '}
          <Anchor href="#/repositories/%2B">Add one elsewhere</Anchor>
        </Callout>
      )}
      <Deeds entry={entry} />
    </EditorSection>
  )
}

/** What is the matter, with the dialog that mends it. */
function Trouble({ entry }: { readonly entry: RepositoryEntry }) {
  const { name, problem, state } = entry
  const missing = missingOf(entry)
  const mends = problem === null ? null : mendOf(problem.code)
  const [dialog, setDialog] = useState<MendKind>()
  const close = () => setDialog(undefined)
  const button = (which: MendKind, words: string) => (
    <Button aria-haspopup="dialog" onClick={() => setDialog(which)}>
      {words}
    </Button>
  )
  return (
    <>
      {missing === 'credential' ? (
        <Callout tone="bad" title="What its server asks for is missing" actions={button('credential', mendLabels.credential)}>
          Nothing can be kept there, or had back from there, without it.
        </Callout>
      ) : missing === 'password' ? (
        <Callout tone="bad" title="Its password is missing" actions={button('password', mendLabels.password)}>
          Without it nothing can be kept there. It stands in your emergency kit.
        </Callout>
      ) : state === 'not-connected' && problem === null ? (
        <Callout tone="attention" title="It is not connected" actions={button('place', mendLabels.place)}>
          Connect its drive; what was missed is made up for by itself.
        </Callout>
      ) : (
        problem !== null && <ProblemAlert problem={problem} {...(mends === null ? {} : { actions: button(mends, mendLabels[mends]) })} />
      )}
      <EnterPassword repository={name} opened={dialog === 'password'} onClose={close} />
      <EnterCredential repository={name} opened={dialog === 'credential'} onClose={close} />
      <FindRepository repository={name} opened={dialog === 'place'} onClose={close} />
    </>
  )
}

/** What can be done with it now. */
function Deeds({ entry: { name, plans, state, snapshots } }: { readonly entry: RepositoryEntry }) {
  const { start, busy, problem } = useStart()
  if (state === 'off') return null
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {plans.length > 0 && state !== 'not-made' && (
          <Button
            variant="default"
            disabled={busy}
            onClick={() =>
              start(async () => {
                for (const plan of plans) await api.backups.start({ plan })
              }, 'The backup has begun')
            }
          >
            Back up now
          </Button>
        )}
        {snapshots > 0 && (
          <>
            <Button
              variant="default"
              disabled={busy}
              onClick={() => start(() => api.repositories.verify({ repository: name }), 'The check has begun')}
            >
              Check all of it
            </Button>
            <Button component="a" variant="default" href={`#/restore?${new URLSearchParams({ need: 'time', repository: name })}`}>
              Restore from it
            </Button>
          </>
        )}
      </Group>
      {problem !== null && <ProblemAlert problem={problem} />}
    </Stack>
  )
}
