import { Anchor, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useParams } from 'wouter'
import type { RepositoryEntry } from '../../../main/contract/procedures/repository-entry.ts'
import { orpc } from '../../api.ts'
import { valueAt } from '../../editing/draft.ts'
import { SavePanel } from '../../editing/save-panel.tsx'
import { useDraft } from '../../editing/use-draft.ts'
import { useWrittenFile } from '../../editing/use-written-file.ts'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Sectioned } from '../../parts/section-nav.tsx'
import { FileProblems } from '../plans/file-problems.tsx'
import { OverrideNotes } from '../plans/override-notes.tsx'
import { AddRepository } from './add-repository.tsx'
import { Added } from './added.tsx'
import { MakeRepository } from './make-repository.tsx'
import { RemoveRepository } from './remove-repository.tsx'
import { RepositoryCopies } from './repository-copies.tsx'
import { RepositoryKeys } from './repository-keys.tsx'
import { RepositoryMachines } from './repository-machines.tsx'
import { RepositoryPlace } from './repository-place.tsx'
import { RepositorySecrets } from './repository-secrets.tsx'
import { RepositoryStanding } from './repository-standing.tsx'
import { RepositoryTreatment } from './repository-treatment.tsx'
import { missingOf } from './repository-words.ts'

const back = { href: '#/plans', name: 'Plans and repositories' }

/** `#/repositories/:repository`: a repository, how it stands and how it is reached; `+` adds one. */
export default function RepositoryPage() {
  const { repository = '' } = useParams<{ repository: string }>()
  const name = decodeURIComponent(repository)
  const file = useWrittenFile()
  return (
    <Page title={name === '+' ? 'Add a repository' : `Repository ${name}`} back={back} key={name}>
      <QueryView query={file}>
        {({ written, problems, broken }) =>
          broken ? (
            <FileProblems problems={problems} />
          ) : name === '+' ? (
            <AddRepository written={written} />
          ) : (
            <OneRepository name={name} written={written} />
          )
        }
      </QueryView>
    </Page>
  )
}

function OneRepository({ name, written }: { readonly name: string; readonly written: unknown }) {
  const all = useQuery(orpc.repositories.list.queryOptions())
  return (
    <QueryView query={all}>
      {(list) => {
        const entry = list.find((one) => one.name === name)
        if (entry === undefined)
          return (
            <Text>
              There is no repository {name}. <Anchor href="#/plans">See those that there are</Anchor>
            </Text>
          )
        return <Known entry={entry} all={list} named={valueAt(written, ['repositories', name]) !== undefined} />
      }}
    </QueryView>
  )
}

type KnownProps = { readonly entry: RepositoryEntry; readonly all: readonly RepositoryEntry[]; readonly named: boolean }

function Known({ entry, all, named }: KnownProps) {
  const { name } = entry
  const draft = useDraft(['repositories', name], `The repository ${name}`)
  const made = entry.state !== 'not-made'
  const [fresh, setFresh] = useState(false)
  const [hostKey, setHostKey] = useState<string>()
  const onMade = useCallback(() => setFresh(true), [])
  if (fresh) return <Added repository={name} plans={entry.plans} />
  const titles = [
    'How it stands',
    ...(named ? ['Where it is'] : []),
    ...(made ? ['What is secret', 'Passwords that open it', 'Copies', 'Other machines in it'] : []),
    ...(!made && named ? ['The password'] : []),
    ...(named ? ['How it is treated', 'What changes in the file'] : []),
  ]
  return (
    <Sectioned titles={titles}>
      <Stack gap="lg">
        <OverrideNotes below={`repositories.${name}`} />
        <RepositoryStanding entry={entry} />
        {named && <RepositoryPlace name={name} draft={draft} made={made} hostKey={hostKey} onHostKey={setHostKey} />}
        {made && <RepositorySecrets entry={entry} />}
        {!made && named && (
          <MakeRepository
            name={name}
            hostKey={hostKey}
            kept={!['nowhere', 'unknown'].includes(entry.password)}
            reachable={missingOf(entry) !== 'credential'}
            onMade={onMade}
          />
        )}
        {made && (
          <>
            <RepositoryKeys repository={name} />
            <RepositoryCopies entry={entry} all={all} />
            <RepositoryMachines repository={name} />
          </>
        )}
        {named && (
          <>
            <RepositoryTreatment
              draft={draft}
              others={all.filter((one) => one.name !== name && one.mirrorOf === null).map((one) => one.name)}
            />
            <SavePanel draft={draft} />
            <RemoveRepository entry={entry} />
          </>
        )}
      </Stack>
    </Sectioned>
  )
}
