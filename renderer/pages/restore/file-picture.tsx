import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { orpc } from '../../api.ts'
import { hostWords } from '../../host/host-words.ts'
import { QueryView } from '../../parts/query-view.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { lookAt } from './look-at.ts'
import classes from './restore.module.css'
import type { At } from './version-content.tsx'

/** A picture of a snapshot. The browser reads it as a picture and nothing else. */
export function FilePicture({ path, at, words }: { readonly path: string; readonly at: At; readonly words: string }) {
  const bytes = useQuery(orpc.files.raw.queryOptions({ input: { ...lookAt(at), path }, staleTime: 'static', gcTime: 0 }))
  return (
    <QueryView query={bytes} waiting={<Waiting lines={6} />}>
      {(file) => <Picture file={file} name={path.slice(path.lastIndexOf('/') + 1)} words={words} />}
    </QueryView>
  )
}

function Picture({ file, name, words }: { readonly file: Blob; readonly name: string; readonly words: string }) {
  const [address, setAddress] = useState<string | null>(null)
  const [broken, setBroken] = useState(false)
  useEffect(() => {
    const made = URL.createObjectURL(file)
    setAddress(made)
    setBroken(false)
    return () => URL.revokeObjectURL(made)
  }, [file])
  if (address === null) return <Waiting lines={6} />
  if (broken)
    return (
      <Text c="dimmed">
        {words}, which {hostWords.viewer} cannot show.
      </Text>
    )
  return <img className={classes['picture']} src={address} alt={name} onError={() => setBroken(true)} />
}
