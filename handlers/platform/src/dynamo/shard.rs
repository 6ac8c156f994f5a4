//! Spreading the items of an index over several partitions, because one partition accepts 1000 changes
//! of 1 KB per second.

use sha2::{Digest, Sha256};

/// The one of `count` partitions of an index in which the item with this id is, counted from 0. It is
/// the first four bytes of the id's SHA-256 modulo `count`, so it is the same in every process and
/// release; another `count` moves items.
///
/// # Panics
/// If `count` is 0.
pub fn shard(id: &str, count: u32) -> u32 {
    let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(id));
    u32::from_be_bytes([a, b, c, d]) % count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_partition_of_an_id_never_changes() {
        // The SHA-256 of `abc` begins with ba7816bf.
        assert_eq!(shard("abc", u32::MAX), 0xba78_16bf);
        assert_eq!(shard("abc", 8), 7);
        assert_eq!(shard("abc", 1), 0);
    }

    #[test]
    fn ids_are_spread_evenly() {
        let mut sizes = [0; 8];
        for number in 0..8000 {
            sizes[shard(&format!("order-{number}"), 8) as usize] += 1;
        }
        assert!(sizes.iter().all(|size| (900..1100).contains(size)), "{sizes:?}");
    }
}
