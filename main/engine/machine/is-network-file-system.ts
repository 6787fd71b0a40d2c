/** File systems that lie on another machine. */
const networks =
  /^(?:nfs4?|cifs|smb3|smbfs|ncpfs|afs|ceph|9p|davfs|glusterfs|lustre|fuse\.(?:sshfs|rclone|glusterfs|ceph|davfs2?|s3fs|gcsfuse|curlftpfs|gvfsd-fuse|smbnetfs))$/

/** Whether what is mounted lies on another machine, by the type that the kernel gives. Pure. */
export function isNetworkFileSystem(type: string): boolean {
  return networks.test(type)
}
