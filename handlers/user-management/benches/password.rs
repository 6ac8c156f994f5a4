//! The time of one comparison of a password, which is most of the work of a login. Run with
//! `cargo bench -p user-management --bench password`.

use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::Builder;
use user_management::accounts::password::{Password, hash, verify};

fn password(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    let password = |text| Password::present(text).expect("the password is short");
    let (right, wrong) = (password("engine no. 1"), password("engine no. 2"));
    let stored = runtime.block_on(hash(right.clone())).expect("the password is hashed");
    for (name, guess) in [("a right password", right), ("a wrong password", wrong)] {
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| runtime.block_on(verify(guess.clone(), Some(stored.clone()))));
        });
    }
}

criterion_group!(benches, password);
criterion_main!(benches);
