import type { CustomScheme, DownloadItem, Protocol, Session, WebContents, WebRequest } from 'electron'
import type { Electron } from '../../../main/electron/electron.ts'
import type { FakeApp } from './app.ts'
import { FakeEmitter, fakeEvent } from './emitter.ts'
import { faithful } from './faithful.ts'

type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>
type Permission = Parameters<RequestHandler>[1]
type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>
type Listener = Exclude<Parameters<WebRequest['onBeforeRequest']>[0], null | { readonly urls: string[] }>
type ResourceType = Parameters<Listener>[0]['resourceType']

/** A session: what its pages are allowed, and what its schemes answer. Nothing that was not set is allowed here, other than in Electron. */
export class FakeSession
  extends FakeEmitter
  implements
    Pick<
      Session,
      | 'setBluetoothPairingHandler'
      | 'setCertificateVerifyProc'
      | 'setDevicePermissionHandler'
      | 'setDisplayMediaRequestHandler'
      | 'setPermissionCheckHandler'
      | 'setPermissionRequestHandler'
      | 'setProxy'
      | 'setSpellCheckerEnabled'
    >
{
  readonly partition: string
  readonly cache: boolean
  /** What was set, for tests to ask of. */
  readonly set: {
    pairing?: Parameters<Session['setBluetoothPairingHandler']>[0]
    verify?: Parameters<Session['setCertificateVerifyProc']>[0]
    device?: Parameters<Session['setDevicePermissionHandler']>[0]
    display?: Parameters<Session['setDisplayMediaRequestHandler']>[0]
    check?: CheckHandler | null
    request?: RequestHandler | null
    proxy?: Parameters<Session['setProxy']>[0]
    spellChecker?: boolean
  } = {}
  private readonly schemes = new Map<string, (request: Request) => Response | Promise<Response>>()
  private before: Listener | null = null
  private failing = false

  constructor(partition: string, cache: boolean) {
    super()
    this.partition = partition
    this.cache = cache
  }
  get protocol(): Protocol {
    const told = {
      handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) => {
        if (this.schemes.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
        this.schemes.set(scheme, handler)
      },
    } satisfies Partial<Protocol>
    return faithful<Protocol>('session.protocol', told)
  }
  get webRequest(): WebRequest {
    return faithful<WebRequest>('session.webRequest', {
      onBeforeRequest: (listener: unknown) => {
        this.before = listener as Listener
      },
    })
  }
  setBluetoothPairingHandler(handler: NonNullable<FakeSession['set']['pairing']> | null): void {
    this.set.pairing = handler
  }
  setCertificateVerifyProc(proc: NonNullable<FakeSession['set']['verify']> | null): void {
    this.set.verify = proc
  }
  setDevicePermissionHandler(handler: NonNullable<FakeSession['set']['device']> | null): void {
    this.set.device = handler
  }
  setDisplayMediaRequestHandler(handler: NonNullable<FakeSession['set']['display']> | null): void {
    this.set.display = handler
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.set.check = handler
  }
  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.set.request = handler
  }
  async setProxy(config: Parameters<Session['setProxy']>[0]): Promise<void> {
    this.set.proxy = config
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.set.spellChecker = enabled
  }

  // --- what pages do

  /** What is asked for next, or is being asked for, is not answered. */
  fail(): void {
    this.failing = true
  }

  /** Whether a page's request goes out at all. */
  allows(url: string, resourceType: ResourceType = 'other', method = 'GET', initiatorOrigin?: string): Promise<boolean> {
    return new Promise((resolve) => {
      const initiator = initiatorOrigin === undefined ? {} : { initiatorOrigin }
      const details = { id: 1, url, method, resourceType, referrer: '', timestamp: 0, uploadData: [], ...initiator }
      if (this.before === null) resolve(true)
      else this.before(details, ({ cancel = false }) => resolve(!cancel))
    })
  }
  /** A page asks for something. `undefined`: it was cancelled, or nothing here answers at such an address. */
  async ask(url: string, resourceType: ResourceType = 'other', method = 'GET'): Promise<Response | undefined> {
    const allowed = await this.allows(url, resourceType, method)
    const handler = this.schemes.get(url.slice(0, url.indexOf(':')))
    // As Electron hands it over: what stands behind # comes along.
    const failing = this.failing
    this.failing = false
    return allowed && handler && !failing ? handler(new Request(url, { method })) : undefined
  }
  /** A page asks for a permission: for the answer, and what is answered when it only looks. */
  async askPermission(permission: Permission): Promise<{ readonly requested: boolean; readonly checked: boolean }> {
    const { request, check } = this.set
    const contents = {} as WebContents
    const details = { isMainFrame: true, requestingUrl: '' }
    const requested = await new Promise<boolean>((resolve) => (request ? request(contents, permission, resolve, details) : resolve(true)))
    return { requested, checked: check ? check(contents, permission as Parameters<CheckHandler>[1], '', details) : true }
  }
  /** Something is about to be saved. @returns whether it is */
  download(item: Pick<DownloadItem, 'getURL' | 'getURLChain' | 'getInitiatorOrigin'>): boolean {
    const event = fakeEvent()
    this.emit('will-download', event, item, {})
    return !event.defaultPrevented
  }
}

/** `session` and `protocol`. */
export function createFakeSession(app: FakeApp) {
  const sessions = new Map<string, { readonly fake: FakeSession; readonly real: Session }>()
  const privileged: CustomScheme[] = []
  const told = {
    fromPartition: (partition: string, options?: { cache: boolean }): Session => {
      if (!app.isReady()) throw new Error('Session can only be received when app is ready')
      const known = sessions.get(partition)
      if (known) return known.real
      const fake = new FakeSession(partition, options?.cache ?? true)
      const real = faithful<Session>('Session', fake as unknown as Partial<Session>)
      sessions.set(partition, { fake, real })
      return real
    },
  } satisfies Partial<Electron['session']>
  const protocol = {
    registerSchemesAsPrivileged: (schemes: CustomScheme[]) => {
      if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
      if (privileged.length > 0) throw new Error('The fake Electron was not told of a second call.')
      privileged.push(...schemes)
    },
  } satisfies Partial<Protocol>
  return {
    electron: { session: faithful<Electron['session']>('session', told), protocol: faithful<Protocol>('protocol', protocol) },
    privileged,
    /** The sessions that were made. */
    all: () => [...sessions.values()].map(({ fake }) => fake),
    /** What the shell holds as a session, as tests look at it. */
    seen: (session: Session): FakeSession => {
      const found = [...sessions.values()].find(({ real }) => real === session)
      if (found === undefined) throw new Error('This session was not made by the fake Electron.')
      return found.fake
    },
    listening: () => [...sessions.values()].reduce((sum, { fake }) => sum + fake.listening(), 0),
  }
}
