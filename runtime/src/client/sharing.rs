//! What many share by key, for as long as somebody needs it.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Values above which those that nobody needs are looked for.
const MANY: usize = 256;

/// Values by key, each made when it is first asked for. Keys may come from outside, and be any number.
pub(super) struct Sharing<K, V> {
    by_key: BTreeMap<K, Arc<V>>,
    /// Values above which those that nobody needs are looked for next.
    many: usize,
}

impl<K: Ord, V> Sharing<K, V> {
    /// The value of a key. Before a new one is made, those are forgotten that nobody holds and that are idle, whenever there
    /// are twice as many as were needed before.
    pub(super) fn get(&mut self, key: K, new: impl FnOnce(&K) -> V, is_idle: impl Fn(&V) -> bool) -> Arc<V> {
        if let Some(value) = self.by_key.get(&key) {
            return Arc::clone(value);
        }
        self.forget_idle(is_idle);
        let value = Arc::new(new(&key));
        self.by_key.insert(key, Arc::clone(&value));
        value
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }

    fn forget_idle(&mut self, is_idle: impl Fn(&V) -> bool) {
        if self.by_key.len() < self.many.max(MANY) {
            return;
        }
        self.by_key.retain(|_, value| Arc::strong_count(value) > 1 || !is_idle(value));
        self.many = self.by_key.len() * 2;
    }
}

impl<K, V> Default for Sharing<K, V> {
    fn default() -> Self {
        Self { by_key: BTreeMap::new(), many: 0 }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{MANY, Sharing};

    #[test]
    fn a_million_keys_leave_only_what_is_needed() {
        let mut sharing = Sharing::default();
        let held = sharing.get(0, |_| 0, |_| true);
        for key in 1..=1_000_000 {
            // One of a thousand is busy.
            let _ = sharing.get(key, |key| *key, |value| value % 1000 != 0);
            assert!(sharing.len() <= MANY.max(2 * (key / 1000 + 2)), "{key}");
        }
        assert_eq!(sharing.by_key.keys().filter(|key| *key % 1000 == 0).count(), 1001);
        assert!(Arc::ptr_eq(&held, &sharing.get(0, |_| 1, |_| true)), "somebody holds it");
    }
}
