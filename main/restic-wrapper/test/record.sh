#!/usr/bin/env bash
# Records what restic really prints, one file per case, into test/recorded/. Run as root on Linux (it mounts small tmpfs in a private
# namespace):  RESTIC=/path/to/restic unshare -m bash main/restic-wrapper/test/record.sh
set -u
RESTIC=${RESTIC:-restic}
out=$(cd "$(dirname "$0")" && pwd)/recorded
work=$(mktemp -d); cd "$work"
export HOME=$work RESTIC_CACHE_DIR=$work/cache RESTIC_PASSWORD=geheim RESTIC_PROGRESS_FPS=5 LANG=C.UTF-8
neutral() { sed -e "s#$work#/tmp/example#g" -e "s#$(hostname)#host#g" -e "s#goroutine [0-9]*#goroutine 1#g"; }
# rec NAME ARGS...: runs restic, keeps command, exit code, stdout and stderr
rec() {
  local name=$1; shift
  "$RESTIC" "$@" > "$work/.o" 2> "$work/.e"; local code=$?
  { echo "# restic $*"; echo "# exit $code"; echo '--- stdout'; cat "$work/.o"; echo '--- stderr'; cat "$work/.e"; } | neutral > "$out/$name.txt"
  echo "$name: exit $code"
}
mkdir -p vault/sub; echo one > vault/one.md; echo two > vault/sub/two.md; ln -s one.md vault/link; printf 'bytes' > $'vault/bad\xff\xfename.md'
head -c 3000000 /dev/urandom > vault/big.bin
rec version version --json
rec init init -r repo --json
rec init-again init -r repo --json
rec cat-config cat config -r repo --json --no-lock
rec no-repository cat config -r nowhere --json --no-lock
RESTIC_PASSWORD=wrong rec wrong-password cat config -r repo --json --no-lock
RESTIC_PASSWORD='' rec empty-password cat config -r repo --json --no-lock < /dev/null
cd vault
rec backup backup -r ../repo --json --tag t1 --host host . --limit-upload 1500
first=$("$RESTIC" -r ../repo snapshots --json | grep -o '"id":"[0-9a-f]*"' | head -1 | cut -d'"' -f4)
rec backup-unchanged backup -r ../repo --json --host host --tag t1 --group-by host --skip-if-unchanged .
echo more >> one.md; echo three > three.md; rm sub/two.md
rec backup-dry-run backup -r ../repo --json --host host --dry-run .
rec backup-verbose backup -r ../repo --json --verbose=2 --host host .
rec backup-partial backup -r ../repo --json --host host . ../missing
rec backup-source-missing backup -r ../repo --json --host host ../missing
cd ..
second=$("$RESTIC" -r repo snapshots --json | grep -o '"id":"[0-9a-f]*"' | tail -2 | head -1 | cut -d'"' -f4)
rec snapshots snapshots -r repo --json --no-lock
rec snapshots-none snapshots -r repo --json --no-lock --tag nosuch
rec snapshots-unknown-id snapshots -r repo --json --no-lock ffffffff
rec ls ls -r repo --json --no-lock "$first"
rec ls-unknown-snapshot ls -r repo --json --no-lock ffffffff
rec find find -r repo --json --no-lock one.md
rec find-nothing find -r repo --json --no-lock nosuch
tree=$("$RESTIC" -r repo snapshots --json --no-lock | grep -o '"tree":"[0-9a-f]*"' | head -1 | cut -d'"' -f4)
rec find-tree find -r repo --json --no-lock --tree "$tree"
blob=$("$RESTIC" -r repo list blobs --no-lock | grep data | head -1 | cut -d' ' -f2)
rec find-blob find -r repo --json --no-lock --blob "$blob"
rec diff diff -r repo --json --no-lock "$first" "$second"
rec dump-unknown-path dump -r repo --json --no-lock "$first" /nosuch
rec dump dump -r repo --json --no-lock "$first" /one.md
rec restore restore -r repo --json --target out "$first"
rec restore-verbose restore -r repo --json --verbose=2 --delete --dry-run --target out "$second"
mkdir -p conflict/one.md; echo x > conflict/one.md/x
rec restore-item-errors restore -r repo --json --target conflict "$first"
rec restore-not-a-folder restore -r repo --json --target out2 "$first:/one.md"
rec stats stats -r repo --json --no-lock
rec stats-raw stats -r repo --json --no-lock --mode raw-data
rec tag tag -r repo --json --add t2 "$first"
rec forget-dry-run forget -r repo --json --keep-last 1 --group-by host --dry-run
rec forget-nothing-to-keep forget -r repo --json
rec forget forget -r repo --json --keep-last 2 --group-by host
rec unknown-flag snapshots -r repo --json --nosuch
RESTIC_PROGRESS_FPS=1 rec prune prune -r repo
RESTIC_PROGRESS_FPS=1 rec check-text check -r repo --read-data
rec check check -r repo --json
echo second > pw2; rec key-add key add -r repo --new-password-file pw2
rec key-list key list -r repo --json --no-lock
"$RESTIC" init -q -r repo2
RESTIC_FROM_PASSWORD=geheim RESTIC_PROGRESS_FPS=1 rec copy copy -r repo2 --from-repo repo
RESTIC_FROM_PASSWORD=wrong rec copy-wrong-source-password copy -r repo2 --from-repo repo
RESTIC_PROGRESS_FPS=1 rec repair-index repair index -r repo
rec repair-snapshots-dry-run repair snapshots -r repo --dry-run
# a lock: of a backup that runs, and of one that was killed
head -c 60000000 /dev/urandom > vault/slow.bin
"$RESTIC" -r repo2 --limit-upload 200 backup -q vault > /dev/null 2>&1 & busy=$!
until [ -n "$(ls repo2/locks)" ]; do sleep 0.1; done
rec locked prune -r repo2 --json
lock=$(ls repo2/locks | head -1)
rec cat-lock cat lock "$lock" -r repo2 --json --no-lock
rec list-locks list locks -r repo2 --no-lock
kill -KILL $busy; wait $busy 2>/dev/null
rec unlock unlock -r repo2
rm vault/slow.bin
# interrupted
head -c 30000000 /dev/urandom > vault/slow.bin
( cd vault; "$RESTIC" -r ../repo2 --limit-upload 500 backup --json . > ../.o 2> ../.e; echo $? > ../.c ) & sub=$!
until pid=$(pgrep -P $sub -f backup) && [ -n "$(ls repo2/locks)" ]; do sleep 0.2; done; sleep 1; kill -INT "$pid"; wait $sub
{ echo '# restic backup --json .'; echo "# exit $(cat .c)"; echo '--- stdout'; cat .o; echo '--- stderr'; cat .e; } | neutral > "$out/backup-interrupted.txt"; echo "interrupted: $(cat .c)"
rm vault/slow.bin
# damage
cp -r repo damaged; pack=$(find damaged/data -type f -size +500k | head -1); chmod u+w "$pack"; printf XXXX | dd of="$pack" bs=1 seek=5000 conv=notrunc 2> /dev/null
rec check-damaged-pack check -r damaged --json --read-data
RESTIC_PROGRESS_FPS=1 rec check-damaged-pack-text check -r damaged --read-data
rec restore-damaged restore -r damaged --json --target out3 latest
rec dump-damaged dump -r damaged --json latest /big.bin; sed -i '/^--- stdout$/,/^--- stderr$/{/^---/!d}' "$out/dump-damaged.txt"
cp -r repo damaged2; for pack in $(find damaged2/data -type f -size -500k); do rm -f "$pack"; done
rec check-missing-pack check -r damaged2 --json
RESTIC_PROGRESS_FPS=1 rec check-missing-pack-text check -r damaged2
cp -r repo damaged3; index=$(ls damaged3/index/* | head -1); chmod u+w "$index"; printf X | dd of="$index" bs=1 seek=50 conv=notrunc 2> /dev/null
rec check-damaged-index check -r damaged3 --json
RESTIC_CACHE_DIR=$work/cache2 rec ls-damaged-index ls -r damaged3 --json --no-lock latest
cp -r repo damaged4; chmod u+w damaged4/config; printf X | dd of=damaged4/config bs=1 seek=20 conv=notrunc 2> /dev/null
rec damaged-config cat config -r damaged4 --json --no-lock
cp -r repo damaged5; for s in damaged5/snapshots/*; do chmod u+w "$s"; printf X | dd of="$s" bs=1 seek=20 conv=notrunc 2> /dev/null; done
RESTIC_CACHE_DIR=$work/cache3 rec snapshots-damaged snapshots -r damaged5 --json --no-lock
# a folder of snapshots that may not be listed: root is held to modes like others
cp -r repo closed; chmod 0 closed/snapshots
held() { setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search -- "$RESTIC" "$@"; }
recheld() { local name=$1; shift; held "$@" > .o 2> .e; local code=$?; { echo "# restic $*"; echo "# exit $code"; echo '--- stdout'; cat .o; echo '--- stderr'; cat .e; } | neutral > "$out/$name.txt"; echo "$name: exit $code"; }
recheld snapshots-unlisted snapshots -r closed --json --no-lock
recheld find-unlisted find -r closed --json --no-lock one.md
recheld forget-unlisted forget -r closed --json --keep-last 1
chmod 700 closed/snapshots
# full disk
mkdir full; mount -t tmpfs -o size=2m tmpfs full; "$RESTIC" init -q -r full/repo
rec backup-no-space backup -r full/repo --json vault
head -c 9000000 /dev/zero > full/fill 2> /dev/null
rec no-space-for-lock snapshots -r full/repo --json
mkdir small; mount -t tmpfs -o size=1m tmpfs small
rec restore-no-space restore -r repo --json --target small/out latest
# read-only: stopped after some seconds, as the wrapper does
mount -o remount,ro full
timeout --preserve-status -s INT 5 "$RESTIC" snapshots -r full/repo --json > .o 2> .e; code=$?
{ echo '# restic snapshots --json (repository on a read-only file system, SIGINT after 5 s)'; echo "# exit $code"; echo '--- stdout'; cat .o; echo '--- stderr'; cat .e; } | neutral > "$out/read-only.txt"; echo "read-only: $code"
timeout --preserve-status -s INT 5 "$RESTIC" snapshots -r rest:http://127.0.0.1:9/ --json > .o 2> .e; code=$?
{ echo '# restic snapshots -r rest:http://127.0.0.1:9/ --json (SIGINT after 5 s)'; echo "# exit $code"; echo '--- stdout'; cat .o; echo '--- stderr'; cat .e; } | neutral > "$out/connection-refused.txt"; echo "refused: $code"
printf '#!/bin/sh\necho "ssh: connect to host 127.0.0.1 port 22: Connection refused" >&2\nexit 255\n' > ssh; chmod +x ssh
rec sftp-unreachable snapshots -r sftp:127.0.0.1:/nowhere -o sftp.command="$work/ssh" --json
umount full small; cd /; rm -rf "$work"
