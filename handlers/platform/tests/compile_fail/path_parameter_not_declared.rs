//! A handler reads only the path parameters that its function declared.

use contracts::inventory::GetStock;
use platform::Request;

fn stock_of(request: Request<GetStock>) -> String {
    request.path.id
}

fn main() {}
