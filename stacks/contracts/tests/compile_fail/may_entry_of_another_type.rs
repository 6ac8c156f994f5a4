//! A `may` list holds capabilities.

use contracts::{Schedule, function, inventory::StockRow, service, shared_infra::SERVICE};

function! {
    /// Counts the stock.
    CountStock = SERVICE / "count-stock" on Schedule {
        may: [StockRow],
    }
}

service! { SERVICE { functions: [CountStock] } }

fn main() {}
