//! A clause that is written twice would lose what the first one says.

use contracts::{
    Direct, Get, Put,
    inventory::{OrderRow, SERVICE, StockRow},
    function, service,
};

function! {
    /// Counts the stock.
    CountStock = SERVICE / "count-stock" on Direct<(), u32> {
        may: [Get<StockRow>],
        may: [Put<OrderRow>],
    }
}

service! { SERVICE { functions: [CountStock] } }

fn main() {}
