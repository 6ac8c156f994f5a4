//! How long it takes to turn the definitions into templates: `cargo bench -p stacks`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use stacks::Environment;

fn synthesis(criterion: &mut Criterion) {
    let dev = Environment::parse("dev", include_str!("../../env/dev.yaml"))
        .expect("`env/dev.yaml` describes an environment");
    criterion.bench_function("all stacks, checked and written as YAML", |bencher| {
        bencher.iter(|| {
            let stacks = stacks::all(black_box(&dev)).expect("the stacks fit together");
            stacks.iter().map(|stack| stack.template.to_yaml().len()).sum::<usize>()
        });
    });
}

criterion_group!(benches, synthesis);
criterion_main!(benches);
