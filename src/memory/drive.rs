//! On what kind of drive a memory lies: the write-ahead log needs memory that all its users share, which network drives
//! do not give.
//!
//! Source: sqlite.org/wal.html, "All processes using a database must be on the same host computer".

use std::path::Path;

/// File systems behind which another computer may be, as Linux names them.
const NETWORK: [&str; 22] = [
    "9p",
    "acfs",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "gfs2",
    "glusterfs",
    "gpfs",
    "lustre",
    "ncp",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "orangefs",
    "pvfs2",
    "smb3",
    "smbfs",
    "vboxsf",
];

/// Programs that show another computer's files as a folder: the part behind `fuse.`.
const FUSE: [&str; 16] = [
    "afpfs",
    "cephfs",
    "curlftpfs",
    "davfs",
    "davfs2",
    "gcsfuse",
    "glusterfs",
    "google-drive-ocamlfuse",
    "gvfsd-fuse",
    "onedriver",
    "rclone",
    "s3fs",
    "smbnetfs",
    "sshfs",
    "vmhgfs-fuse",
    "webdavfs",
];

/// Returns the kind of network drive on which the file at `path` lies, such as `nfs4`; `None` when it lies on a disk of
/// this computer, or when this system does not tell.
pub(super) fn network(path: &Path) -> Option<String> {
    if cfg!(windows) {
        return is_unc(&path.to_string_lossy()).then(|| "SMB".to_owned());
    }
    // The folder is there; the file may not be yet.
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let whole = std::fs::canonicalize(path).or_else(|_| std::fs::canonicalize(folder)).ok()?;
    let mounts = std::fs::read("/proc/self/mountinfo").ok()?;
    let kind = file_system(&String::from_utf8_lossy(&mounts), &whole)?;
    is_network(&kind).then_some(kind)
}

fn is_network(kind: &str) -> bool {
    NETWORK.contains(&kind) || kind.strip_prefix("fuse.").is_some_and(|program| FUSE.contains(&program))
}

/// Whether a path of Windows names another computer, `\\computer\folder`; `\\?\C:\` and `\\.\` do not.
fn is_unc(path: &str) -> bool {
    let path = path.replace('/', "\\");
    match path.strip_prefix(r"\\?\") {
        Some(rest) => rest.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(r"UNC\")),
        None => path.starts_with(r"\\") && !path.starts_with(r"\\.\"),
    }
}

/// Returns the kind of the file system on which `path`, from the root on, lies: that of the longest mount point above it,
/// and of the newest where several have been mounted upon each other.
///
/// Source: proc_pid_mountinfo(5): the mount point is the fifth field, the kind is the first behind ` - `.
fn file_system(mountinfo: &str, path: &Path) -> Option<String> {
    let mut found: Option<(usize, &str)> = None;
    for line in mountinfo.lines() {
        let Some((mount, source)) = line.split_once(" - ") else { continue };
        let (Some(point), Some(kind)) = (mount.split(' ').nth(4), source.split(' ').next()) else { continue };
        let point = unescaped(point);
        let point = Path::new(&point);
        let length = point.components().count();
        if path.starts_with(point) && found.is_none_or(|(longest, _)| length >= longest) {
            found = Some((length, kind));
        }
    }
    found.map(|(_, kind)| kind.to_owned())
}

/// Spaces, tabs, line breaks and backslashes are written `\040`, in octal.
fn unescaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes {
        let code = rest.get(..3).and_then(|c| std::str::from_utf8(c).ok()).and_then(|c| u8::from_str_radix(c, 8).ok());
        match code {
            Some(byte) if *first == b'\\' => {
                out.push(byte);
                bytes = &rest[3..];
            }
            _ => {
                out.push(*first);
                bytes = rest;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 253:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
23 22 0:21 / /proc rw,nosuid shared:12 - proc proc rw
90 22 0:44 / /mnt/kantor rw,relatime shared:40 - nfs4 server:/kerja rw,vers=4.2,addr=10.0.0.7
91 90 8:17 / /mnt/kantor/cadangan rw,relatime shared:41 - ext4 /dev/sdb1 rw
92 22 0:45 / /home/rani/Berkas\\040Bersama rw,relatime - cifs //server/bersama rw,username=rani
93 22 0:46 / /home/rani/awan rw,nosuid master:3 propagate_from:2 - fuse.rclone awan: rw,user_id=1000
94 22 0:47 / /home/rani/laci rw,nosuid - fuse.gocryptfs laci rw,user_id=1000
95 22 0:48 / /mnt/c rw,noatime - 9p drvfs rw,dirsync,aname=drvfs;path=C:\\134
96 22 0:49 / /mnt/ganti rw - nfs server:/lama rw
97 22 8:33 / /mnt/ganti rw - xfs /dev/sdc1 rw
98 22 0:50 / /mnt/kan rw - ext4 /dev/sdd1 rw
a line of another kind
";

    #[test]
    fn the_longest_and_newest_mount_point_tells() {
        for (path, kind, network) in [
            ("/home/rani/kopi.padan", "ext4", false),
            ("/mnt/kantor/kopi.padan", "nfs4", true),
            ("/mnt/kantor/cadangan/kopi.padan", "ext4", false),
            ("/mnt/kantoran/kopi.padan", "ext4", false),
            ("/home/rani/Berkas Bersama/kopi.padan", "cifs", true),
            ("/home/rani/Berkas/kopi.padan", "ext4", false),
            ("/home/rani/awan/arsip/kopi.padan", "fuse.rclone", true),
            ("/home/rani/laci/kopi.padan", "fuse.gocryptfs", false),
            ("/mnt/c/Users/rani/kopi.padan", "9p", true),
            ("/mnt/ganti/kopi.padan", "xfs", false),
        ] {
            let found = file_system(MOUNTS, Path::new(path)).expect(path);
            assert_eq!((found.as_str(), is_network(&found)), (kind, network), "{path}");
        }
        assert_eq!(file_system("", Path::new("/kopi.padan")), None);
        assert_eq!(file_system("22 1 253:1 / /mnt rw - ext4 /dev/vda1 rw", Path::new("/kopi.padan")), None);
    }

    #[test]
    fn escapes_are_octal() {
        assert_eq!(unescaped("a\\040b\\134c\\011"), "a b\\c\t");
        assert_eq!(unescaped("a\\04"), "a\\04");
        assert_eq!(unescaped("kopi\\303\\251"), "kopié");
    }

    #[test]
    fn other_computers_are_known_by_their_path_on_windows() {
        for (path, network) in [
            (r"\\server\kerja\kopi.padan", true),
            ("//server/kerja/kopi.padan", true),
            (r"\\?\UNC\server\kerja\kopi.padan", true),
            (r"\\?\C:\kerja\kopi.padan", false),
            (r"\\.\C:\kopi.padan", false),
            (r"C:\kerja\kopi.padan", false),
        ] {
            assert_eq!(is_unc(path), network, "{path}");
        }
    }

    #[test]
    fn the_lists_are_in_order_and_say_nothing_twice() {
        assert!(NETWORK.is_sorted_by(|a, b| a < b) && FUSE.is_sorted_by(|a, b| a < b));
    }
}
