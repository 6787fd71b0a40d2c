import { TextField } from '../../editing/fields.tsx'
import type { Draft } from '../../editing/use-draft.ts'

const fields: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  sftp: [
    ['host', 'Host'],
    ['user', 'User'],
    ['path', 'Folder there'],
  ],
  s3: [
    ['endpoint', 'Address of the server'],
    ['bucket', 'Bucket'],
    ['prefix', 'Folder in it'],
    ['region', 'Region'],
  ],
  b2: [
    ['bucket', 'Bucket'],
    ['prefix', 'Folder in it'],
  ],
  azure: [
    ['account', 'Account'],
    ['container', 'Container'],
    ['prefix', 'Folder in it'],
  ],
  gs: [
    ['project', 'Project'],
    ['bucket', 'Bucket'],
    ['prefix', 'Folder in it'],
  ],
  rclone: [['remote', 'Remote and folder, such as drive:backups']],
}

/** What places of other kinds need. Their keys and passwords never stand in the file. */
export function KindFields({ draft, type }: { readonly draft: Draft; readonly type: string }) {
  return (fields[type] ?? []).map(([at, label]) => <TextField key={at} draft={draft} at={at} label={label} />)
}
