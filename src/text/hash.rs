//! One frozen 64-bit hash for keys, classes and table fingerprints.
//!
//! A collision costs a read and never a match: whoever looks something up by hash compares the text as well.

/// Returns the 64-bit hash of `bytes`: FNV-1a, then the finaliser of MurmurHash3 so that all bits are well mixed.
///
/// Source: <http://www.isthe.com/chongo/tech/comp/fnv/>, parameters of the 64-bit FNV-1a; the finaliser constants are fmix64's.
pub fn hash(bytes: &[u8]) -> u64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for &b in bytes {
        h ^= u64::from(b);
        h = h.wrapping_mul(0x0000_0100_0000_01b3);
    }
    mix(h)
}

/// Mixes all bits of `h` (MurmurHash3's fmix64).
pub fn mix(mut h: u64) -> u64 {
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^= h >> 33;
    h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ (h >> 33)
}

#[cfg(test)]
mod tests {
    #[test]
    fn is_frozen() {
        // Stored in memory files: these values may never change.
        assert_eq!(super::hash(b""), 0xefd0_1f60_ba99_2926);
        assert_eq!(super::hash(b"padanan"), super::hash(b"padanan"));
        assert_ne!(super::hash(b"a"), super::hash(b"b"));
    }
}
