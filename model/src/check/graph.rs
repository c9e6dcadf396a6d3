//! Finds the strongly connected components of a graph. It does not recurse, because a hostile schema decides the depth.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// Returns the components of the graph whose node `n` points to the nodes `edges[n]`. A component comes after the components
/// that it points to; its nodes are in ascending order.
pub(super) fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut graph = DiGraph::<(), ()>::new();
    for _ in edges {
        graph.add_node(());
    }
    for (from, targets) in edges.iter().enumerate() {
        graph.extend_with_edges(targets.iter().map(|to| (NodeIndex::new(from), NodeIndex::new(*to))));
    }
    let ascending = |component: Vec<NodeIndex>| {
        let mut nodes: Vec<usize> = component.into_iter().map(NodeIndex::index).collect();
        nodes.sort_unstable();
        nodes
    };
    kosaraju_scc(&graph).into_iter().map(ascending).collect()
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
