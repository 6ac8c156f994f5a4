//! A function has the capabilities it declares and no other.

use contracts::activity::GetActivity;

fn main() {
    let wired = GetActivity::from_env(|_| Some(String::new())).unwrap();
    let _ = wired.orders;
}
