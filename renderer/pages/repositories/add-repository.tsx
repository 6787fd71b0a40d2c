import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import type { SetupPassword } from '../../../main/contract/procedures/setup.ts'
import { orpc } from '../../api.ts'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { KindIcon, KindLinks } from '../../repositories/kind-links.tsx'
import { kindOf } from '../../repositories/kinds.ts'
import { type PlaceDraft, secretsFor, settingsOf, type TypedSecrets } from '../../repositories/place-draft.ts'
import { useFieldMistakes } from '../../repositories/use-field-mistakes.ts'
import { isUsable, usePlaceTest } from '../../repositories/use-place-test.ts'
import { useHashQuery } from '../../shell/hash-location.ts'
import { EditorSection } from '../plans/editor-section.tsx'
import { nameMistake } from '../plans/names.ts'
import { repositoriesOf } from '../plans/written.ts'
import { AddPassword, type ChosenPassword, noPassword, passwordReady } from './add-password.tsx'
import { AddPlace } from './add-place.tsx'
import { AddPlans } from './add-plans.tsx'
import { Added } from './added.tsx'
import { nameForPlace } from './name-for-place.ts'
import { useAdd } from './use-add.ts'

/**
 * Asks what kind of place it is, where, and with which secrets; tries it; makes the repository or takes over the one that is there; and ends with its emergency
 * kit. Secrets live here alone, and go as soon as they are kept.
 */
export function AddRepository({ written }: { readonly written: unknown }) {
  const [query, setQuery] = useHashQuery()
  const type = kindOf(new URLSearchParams(query).get('kind'))?.type ?? ''
  if (type === '')
    return (
      <EditorSection title="What kind of place is it?" lead="Whatever it is, the copies are encrypted before they leave this computer.">
        <KindLinks label="Kinds of places" href={(kind) => `#/repositories/%2B?kind=${kind}`} />
      </EditorSection>
    )
  return <AddOfKind key={type} type={type} written={written} onOther={() => setQuery('')} />
}

type AddOfKindProps = { readonly type: string; readonly written: unknown; readonly onOther: () => void }

function AddOfKind({ type, written, onOther }: AddOfKindProps) {
  const taken = repositoriesOf(written).map(([repository]) => repository)
  const setup = useQuery(orpc.setup.state.queryOptions())
  const [draft, setDraft] = useState<PlaceDraft>({ type, values: {} })
  const [typed, setTyped] = useState<TypedSecrets>({})
  const [hostKey, setHostKey] = useState<string>()
  const [named, setNamed] = useState<string>()
  const [plans, setPlans] = useState<readonly string[]>([])
  const [mirror, setMirror] = useState('')
  const [password, setPassword] = useState<ChosenPassword>(noPassword)
  const [tried, setTried] = useState(false)
  const [adding, setAdding] = useState('')
  const test = usePlaceTest()
  const name = named ?? nameForPlace(draft, taken)
  const mistake = useFieldMistakes(name, draft, tried)
  const { begin, going, busy, done, problem, forget } = useAdd()
  useEffect(() => {
    if (!done) return
    // What was secret is kept where it belongs now, and nowhere in the page.
    setTyped({})
    setPassword(noPassword)
  }, [done])
  const asked = problem?.code === 'password-needed'
  const typedPassword = useCallback((change: Partial<ChosenPassword>) => setPassword((before) => ({ ...before, ...change })), [])
  if (done) return <Added repository={adding} plans={mirror === '' ? plans : []} mirror={mirror} />

  const { found } = test
  const usable = found !== null && isUsable(found, hostKey)
  const existing = found?.holds === 'repository' || asked
  const nameWrong = nameMistake(name, taken)
  const ready = usable && nameWrong === undefined && passwordReady(password, existing, setup.data)
  const say = (change: Partial<PlaceDraft['values']>) => {
    test.forget()
    setHostKey(undefined)
    forget()
    setDraft((before) => ({ ...before, values: { ...before.values, ...change } as PlaceDraft['values'] }))
  }
  const start = () => {
    const chosen: SetupPassword = existing || password.how === 'typed' ? { how: 'typed', value: password.own.value } : { how: 'generated' }
    setAdding(name)
    void begin({
      name,
      settings: { ...settingsOf(draft), ...(mirror === '' ? {} : { mirror: { of: mirror } }) },
      secrets: secretsFor(draft, typed),
      password: chosen,
      keepIn: password.inFile ? 'file' : 'keychain',
      plans: mirror === '' ? plans : [],
      ...(hostKey === undefined ? {} : { acceptHostKey: hostKey }),
    })
  }
  return (
    <Stack gap="lg">
      <EditorSection
        title="Where is it?"
        lead={
          <Group gap="xs" component="span">
            <KindIcon type={type} size={18} /> {kindOf(type)?.name}
            <Button variant="subtle" size="compact-sm" onClick={onOther} disabled={busy}>
              Choose another kind
            </Button>
          </Group>
        }
      >
        <AddPlace
          draft={draft}
          typed={typed}
          mistake={mistake}
          test={test}
          hostKey={hostKey}
          disabled={busy}
          tried={tried}
          onSay={(key, value) => say({ [key]: value })}
          onSecret={(part, value) => {
            test.forget()
            setTyped((before) => ({ ...before, [part]: value }))
          }}
          onHostKey={setHostKey}
          onTried={() => setTried(true)}
        />
      </EditorSection>
      {usable && (
        <>
          <AddPassword
            existing={existing}
            holds={found}
            password={password}
            setup={setup.data}
            about={[name]}
            onChange={typedPassword}
            onAgain={() => void setup.refetch()}
          />
          <AddPlans
            name={name}
            nameMistake={nameWrong}
            written={written}
            plans={plans}
            onName={setNamed}
            onPlans={setPlans}
            mirror={mirror}
            onMirror={setMirror}
          />
          {going !== undefined && <JobProgress job={going} />}
          {problem !== null && !busy && <ProblemAlert problem={problem} />}
          <Group gap="sm">
            <Button loading={busy} disabled={!ready} onClick={start}>
              {existing ? 'Take it over' : 'Make the repository'}
            </Button>
            <Text size="sm" c="dimmed">
              {existing ? 'Nothing of what is there is changed.' : 'Its emergency kit comes next.'}
            </Text>
          </Group>
        </>
      )}
    </Stack>
  )
}
