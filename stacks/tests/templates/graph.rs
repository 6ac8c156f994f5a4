//! The graph of the services is committed, so that a new dependency is reviewed. `cargo xtask synth
//! --golden` writes it.

use std::{fs, path::Path};

use crate::system::environments;

#[test]
fn the_committed_graph_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/graph.md");
    let committed = fs::read_to_string(path).unwrap();
    for environment in environments() {
        let document = stacks::graph::document(&stacks::all(&environment).unwrap());
        let stale = document.lines().zip(committed.lines()).find(|(new, old)| new != old);
        assert!(
            document == committed,
            "`golden/graph.md` is stale: run `cargo xtask synth --golden`; the first line that \
             differs: {stale:#?}"
        );
    }
}

#[test]
fn every_cycle_of_services_has_a_reason() {
    assert_eq!(stacks::graph::cycle_problems(), [] as [String; 0]);
}
