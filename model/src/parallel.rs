//! Parallel work with results in the order of the items.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Calls `work` for each item, on all cores. The results are the same on one core and on many if the work depends only on
/// its item.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_on(thread::available_parallelism().map_or(1, NonZero::get), items, work)
}

/// Works like [`map`], for at most so many items at a time.
pub fn map_on<T: Sync, R: Send>(workers: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = workers.min(items.len());
    if workers < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        while let Some((index, item)) = one_more(&next, items) {
            done.push((index, work(item)));
        }
        done
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(take)).collect();
        let mut done = take();
        for other in others {
            match other.join() {
                Ok(results) => done.extend(results),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

fn one_more<'a, T>(next: &AtomicUsize, items: &'a [T]) -> Option<(usize, &'a T)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    items.get(index).map(|item| (index, item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_their_items() {
        for count in [0, 1, 2, 1000] {
            let items: Vec<usize> = (0..count).collect();
            // The first items take longest, so that others overtake them.
            let work =
                |item: &usize| (0..(count - item) * 10).fold(*item, |sum, _| std::hint::black_box(sum));
            assert_eq!(map(&items, work), items);
        }
    }

    #[test]
    #[should_panic(expected = "the work of item 7")]
    fn a_panic_of_any_worker_reaches_the_caller() {
        let items: Vec<usize> = (0..100).collect();
        map(&items, |item| assert!(*item != 7, "the work of item {item}"));
    }

    #[test]
    fn so_many_items_are_worked_on_at_a_time() {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let items: Vec<usize> = (0..1000).collect();
        let done = map_on(3, &items, |item| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::yield_now();
            now.fetch_sub(1, Ordering::SeqCst);
            *item
        });
        assert_eq!(done, items);
        assert!(most.into_inner() <= 3);
    }
}
