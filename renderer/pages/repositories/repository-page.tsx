import { useParams } from 'wouter'
import { useWrittenFile } from '../../editing/use-written-file.ts'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { FileProblems } from '../plans/file-problems.tsx'
import { AddRepository } from './add-repository.tsx'

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
          broken ? <FileProblems problems={problems} /> : name === '+' ? <AddRepository written={written} /> : null
        }
      </QueryView>
    </Page>
  )
}
