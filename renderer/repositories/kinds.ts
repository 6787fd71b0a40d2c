/** One thing that is asked about a place, and stands in the configuration under `key`. */
export type PlaceField = {
  readonly key: string
  readonly label: string
  readonly help?: string
  readonly example?: string
  /** `folder` may be chosen in a dialog; `lines` is a list, one a line. */
  readonly as: 'text' | 'number' | 'folder' | 'lines' | { readonly choices: readonly (readonly [value: string, label: string])[] }
  readonly required?: boolean
  /** Few need it: it stands below the others, folded. */
  readonly more?: boolean
}

/** One secret of a place: it goes into the keychain, never into the configuration. `part` is the contract's name for it. */
export type PlaceSecret = {
  readonly part: string
  readonly label: string
  readonly help?: string
  /** `file`: the content of a file that somebody was given, such as a key in JSON. */
  readonly as: 'text' | 'file'
  readonly optional?: boolean
}

/** A kind of place, in the words of people, with what has to be said about one. */
export type PlaceKind = {
  readonly type: string
  readonly name: string
  /** Half a sentence: what to choose it for. */
  readonly lead: string
  readonly fields: readonly PlaceField[]
  readonly secrets: readonly PlaceSecret[]
}

const prefix: PlaceField = {
  key: 'prefix',
  label: 'Folder in it',
  help: 'Leave it empty to use all of it for this repository.',
  example: 'laptop',
  as: 'text',
}
const ownCertificate: PlaceField = {
  key: 'caCertificate',
  label: 'File with the certificate of your own authority',
  help: 'Only where the server has a certificate that no public authority made: the path of a PEM file on this computer.',
  example: '/etc/ssl/my-ca.pem',
  as: 'text',
  more: true,
}

/** All kinds of places for snapshots, in the order in which they are offered. Fields by the configuration's schema, secrets by what restic asks for. */
export const placeKinds: readonly PlaceKind[] = [
  {
    type: 'local',
    name: 'A folder or a drive',
    lead: 'Another disk, an external drive, or a folder of a server that is mounted here.',
    fields: [
      {
        key: 'path',
        label: 'Folder for the copies',
        help: 'An empty one, one that does not exist yet, or one with backups from before. On another disk it survives the end of this one.',
        as: 'folder',
        required: true,
      },
    ],
    secrets: [],
  },
  {
    type: 'rest',
    name: "restic's own server",
    lead: 'A rest-server at home or at work, or whatever speaks as one does.',
    fields: [
      {
        key: 'url',
        label: 'Address',
        help: 'Begins with https:// (or http:// in your own network), with the path of the repository at its end.',
        example: 'https://backup.example.org:8000/laptop',
        as: 'text',
        required: true,
      },
      { key: 'user', label: 'User', help: 'Leave it empty where the server asks for no log-in.', as: 'text' },
      ownCertificate,
    ],
    secrets: [{ part: 'user-password', label: 'Password of this user', as: 'text' }],
  },
  {
    type: 'sftp',
    name: 'SFTP',
    lead: 'Any computer that you reach with ssh: a NAS, a rented server.',
    fields: [
      { key: 'host', label: 'Host', example: 'nas.example.org', as: 'text', required: true },
      { key: 'user', label: 'User', help: 'Without one, the user of this computer, or what your ssh settings say.', as: 'text' },
      {
        key: 'path',
        label: 'Folder there',
        help: 'Beginning with / it is meant from the root of that computer, else from the folder of the user.',
        example: '/backups/laptop',
        as: 'text',
        required: true,
      },
      {
        key: 'identityFile',
        label: 'File with the private key',
        help: 'Without one, the keys of your ssh agent and the usual ones are tried. A key with a passphrase has to be in the agent.',
        example: '~/.ssh/id_ed25519',
        as: 'text',
      },
      { key: 'port', label: 'Port', help: 'Usually 22.', as: 'number', more: true },
      {
        key: 'knownHosts',
        label: 'File with known host keys',
        help: 'Instead of your own ~/.ssh/known_hosts.',
        as: 'text',
        more: true,
      },
    ],
    secrets: [],
  },
  {
    type: 's3',
    name: 'S3',
    lead: 'Amazon, Wasabi, Hetzner, Cloudflare, MinIO, Garage, and all that speak as they do.',
    fields: [
      {
        key: 'endpoint',
        label: 'Address of the server',
        help: 'Your provider calls it the endpoint.',
        example: 'https://s3.eu-central-1.amazonaws.com',
        as: 'text',
        required: true,
      },
      { key: 'bucket', label: 'Bucket', help: 'It has to be there already.', example: 'my-backups', as: 'text', required: true },
      prefix,
      {
        key: 'region',
        label: 'Region',
        help: 'Only where the server asks for one that it does not tell.',
        example: 'eu-central-1',
        as: 'text',
        more: true,
      },
      {
        key: 'bucketLookup',
        label: 'How the bucket is addressed',
        as: {
          choices: [
            ['', 'Automatic'],
            ['path', 'In the path (most own servers)'],
            ['dns', 'In the name of the host'],
          ],
        },
        more: true,
      },
      ownCertificate,
    ],
    secrets: [
      { part: 'access-key-id', label: 'Access key ID', as: 'text' },
      { part: 'secret-access-key', label: 'Secret access key', as: 'text' },
    ],
  },
  {
    type: 'b2',
    name: 'Backblaze B2',
    lead: 'With an application key. Backblaze by S3 works as well, and is what restic advises.',
    fields: [{ key: 'bucket', label: 'Bucket', example: 'my-backups', as: 'text', required: true }, prefix],
    secrets: [
      { part: 'account-id', label: 'Key ID', help: 'keyID of an application key that may use this bucket.', as: 'text' },
      { part: 'account-key', label: 'Application key', as: 'text' },
    ],
  },
  {
    type: 'azure',
    name: 'Azure',
    lead: "Microsoft's Blob Storage, with a key or a SAS token.",
    fields: [
      { key: 'account', label: 'Storage account', as: 'text', required: true },
      { key: 'container', label: 'Container', as: 'text', required: true },
      prefix,
      {
        key: 'endpointSuffix',
        label: 'Ending of the address',
        help: 'Only for the clouds of single countries.',
        example: 'core.windows.net',
        as: 'text',
        more: true,
      },
    ],
    secrets: [
      { part: 'account-key', label: 'Account key', help: 'Or a SAS token below: one of the two is enough.', as: 'text', optional: true },
      { part: 'sas-token', label: 'SAS token', as: 'text', optional: true },
    ],
  },
  {
    type: 'gs',
    name: 'Google Cloud Storage',
    lead: 'With the key file of a service account.',
    fields: [
      { key: 'project', label: 'Project', help: 'Its ID.', as: 'text' },
      { key: 'bucket', label: 'Bucket', as: 'text', required: true },
      prefix,
    ],
    secrets: [
      { part: 'service-account', label: 'Key of the service account', help: 'The JSON file that Google made for you.', as: 'file' },
    ],
  },
  {
    type: 'rclone',
    name: 'Anything that rclone reaches',
    lead: 'Google Drive, Dropbox, OneDrive and many more, through a remote that you set up in rclone.',
    fields: [
      {
        key: 'remote',
        label: 'Remote and folder',
        help: 'The name of the remote as rclone listremotes shows it, a colon, and a folder in it.',
        example: 'drive:backups/laptop',
        as: 'text',
        required: true,
      },
      {
        key: 'configFile',
        label: "rclone's configuration file",
        help: 'Only where it is not where rclone usually has it.',
        example: '~/.config/rclone/rclone.conf',
        as: 'text',
        more: true,
      },
    ],
    secrets: [
      {
        part: 'config-password',
        label: "Password of rclone's configuration",
        help: 'Only where you gave it one.',
        as: 'text',
        optional: true,
      },
    ],
  },
  {
    type: 'uri',
    name: 'An address as restic takes it',
    lead: 'For those who know restic, and for what has no form here.',
    fields: [
      {
        key: 'uri',
        label: 'Address',
        help: "As after restic's -r, without any password in it.",
        example: 'swift:container:/path',
        as: 'text',
        required: true,
      },
      {
        key: 'secrets',
        label: 'Variables with secrets',
        help: 'Names of the variables that restic is to get, one a line. Their values are asked below, and kept in your keychain.',
        example: 'OS_PASSWORD',
        as: 'lines',
      },
      ownCertificate,
    ],
    secrets: [],
  },
]

/** The kind of this type; `undefined` where there is none. Pure. */
export function kindOf(type: unknown): PlaceKind | undefined {
  return placeKinds.find((kind) => kind.type === type)
}
