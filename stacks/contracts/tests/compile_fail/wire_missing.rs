//! A stack cannot leave out what a function needs.

use contracts::activity::GetActivity;

fn main() {
    let _: GetActivity = GetActivity {};
}
