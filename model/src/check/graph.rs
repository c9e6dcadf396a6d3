//! Finds the strongly connected components of a graph. It does not recurse, because a hostile schema decides the depth.

use std::collections::BTreeSet;

/// Returns the components of the graph whose node `n` points to the nodes `edges[n]`. A component comes after the components
/// that it points to; its nodes are in ascending order.
pub(super) fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut finished = Vec::new();
    let mut seen = BTreeSet::new();
    for node in 0..edges.len() {
        visit(edges, node, &mut seen, &mut finished);
    }
    let backwards = reversed(edges);
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    for node in finished.into_iter().rev() {
        let mut component = Vec::new();
        visit(&backwards, node, &mut seen, &mut component);
        if !component.is_empty() {
            component.sort_unstable();
            out.push(component);
        }
    }
    out.reverse();
    out
}

fn reversed(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for target in targets {
            if let Some(sources) = out.get_mut(*target) {
                sources.push(from);
            }
        }
    }
    out
}

/// Appends the unseen nodes that can be reached from the start, each after the nodes that it points to.
fn visit(edges: &[Vec<usize>], start: usize, seen: &mut BTreeSet<usize>, out: &mut Vec<usize>) {
    if !seen.insert(start) {
        return;
    }
    let mut open = vec![(start, 0)];
    while let Some((node, next)) = open.pop() {
        match edges.get(node).and_then(|targets| targets.get(next)) {
            Some(target) => {
                open.push((node, next + 1));
                if seen.insert(*target) {
                    open.push((*target, 0));
                }
            }
            None => out.push(node),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn components_come_after_what_they_point_to() {
        let edges = [vec![1], vec![2, 3], vec![1], vec![4], vec![4], vec![0, 3]];
        assert_eq!(components(&edges), [vec![4], vec![3], vec![1, 2], vec![0], vec![5]]);
        assert_eq!(components(&[]), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn long_ways_are_no_deep_stacks() {
        const NODES: usize = 100_000;
        let chain: Vec<Vec<usize>> = (0..NODES).map(|node| vec![node + 1]).chain([vec![]]).collect();
        assert_eq!(components(&chain).first(), Some(&vec![NODES]));
        let ring: Vec<Vec<usize>> = (0..NODES).map(|node| vec![(node + 1) % NODES]).collect();
        assert_eq!(components(&ring), [(0..NODES).collect::<Vec<_>>()]);
    }
}
