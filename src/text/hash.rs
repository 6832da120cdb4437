//! One frozen 64-bit hash for keys, classes and table fingerprints.
//!
//! A collision costs a read and never a match: whoever looks something up by hash compares the text as well.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

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

/// A map by numbers that nobody chooses to make them collide: rows, and hashes of this module.
pub type ByNumber<K, V> = HashMap<K, V, BuildHasherDefault<Spread>>;

/// The hasher of [`ByNumber`]: one multiplication.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = mix(self.0 ^ hash(bytes));
    }
    fn write_u64(&mut self, n: u64) {
        let product = u128::from(self.0 ^ n) * 0x9e37_79b9_7f4a_7c15;
        self.0 = product as u64 ^ (product >> 64) as u64;
    }
    fn write_i64(&mut self, n: i64) {
        self.write_u64(n as u64);
    }
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
