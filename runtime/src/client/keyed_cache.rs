//! A map of shared values whose keys come from callers, with eviction of idle values.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Number of values below which idle ones are not evicted. A value has a few hundred bytes.
const MIN_EVICTION: usize = 256;

/// Shared values by key, created on first use. The number of keys is up to callers and may be unbounded.
pub(super) struct KeyedCache<K, V> {
    by_key: BTreeMap<K, Arc<V>>,
    /// Number of values at which idle ones are evicted next: twice as many as were kept the last time, so that the cost of
    /// looking through them is constant per new key.
    next_eviction: usize,
}

impl<K: Ord, V> KeyedCache<K, V> {
    /// Returns the value of a key, creating it if needed. Values that are idle and not in use are evicted before the map
    /// grows.
    pub(super) fn get(&mut self, key: K, new: impl FnOnce(&K) -> V, is_idle: impl Fn(&V) -> bool) -> Arc<V> {
        if let Some(value) = self.by_key.get(&key) {
            return Arc::clone(value);
        }
        self.evict_idle(is_idle);
        let value = Arc::new(new(&key));
        self.by_key.insert(key, Arc::clone(&value));
        value
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }

    fn evict_idle(&mut self, is_idle: impl Fn(&V) -> bool) {
        if self.by_key.len() < self.next_eviction.max(MIN_EVICTION) {
            return;
        }
        self.by_key.retain(|_, value| Arc::strong_count(value) > 1 || !is_idle(value));
        self.next_eviction = self.by_key.len() * 2;
    }
}

impl<K, V> Default for KeyedCache<K, V> {
    fn default() -> Self {
        Self { by_key: BTreeMap::new(), next_eviction: 0 }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{KeyedCache, MIN_EVICTION};

    #[test]
    fn a_million_keys_leave_only_the_values_in_use() {
        let mut cache = KeyedCache::default();
        let held = cache.get(0, |_| 0, |_| true);
        for key in 1..=1_000_000 {
            // One of a thousand is busy.
            let _ = cache.get(key, |key| *key, |value| value % 1000 != 0);
            assert!(cache.len() <= MIN_EVICTION.max(2 * (key / 1000 + 2)), "{key}");
        }
        assert_eq!(cache.by_key.keys().filter(|key| *key % 1000 == 0).count(), 1001);
        assert!(Arc::ptr_eq(&held, &cache.get(0, |_| 1, |_| true)), "a value in use is not evicted");
    }
}
