//! DynamoDB tables, the kinds of items in them, and their keys. A kind of item makes its own keys,
//! so that the type of a key and its prefix cannot disagree.

use std::{fmt::Debug, marker::PhantomData};

use crate::{service::Service, variable::upper_snake_case};

/// A DynamoDB table with the string keys `PK` and `SK`, or `PK` alone. Declared with
/// [`table!`](crate::table).
pub trait Table: 'static {
    /// The service whose stack deploys it.
    const SERVICE: Service;
    /// Its name in the service, such as `Stock`.
    const NAME: &'static str;
    /// Its name in AWS without the environment, such as `InventoryService-Stock`.
    const PHYSICAL_NAME: &'static str;
    /// Whether its items have the key `SK`.
    const HAS_SORT_KEY: bool;
    /// Its global secondary indexes.
    const INDEXES: &'static [IndexKeys];
}

/// A table, by its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableName {
    /// Name of the service whose stack deploys it.
    pub service: &'static str,
    /// Its name in the service.
    pub name: &'static str,
}

impl TableName {
    /// The names of `T`.
    pub const fn of<T: Table>() -> Self {
        Self { service: T::SERVICE.name, name: T::NAME }
    }

    /// The environment variable that holds its name in AWS.
    pub fn variable(&self) -> String {
        format!("{}_TABLE", upper_snake_case(self.name))
    }
}

/// A kind of items of a table. Declared with [`table!`](crate::table).
pub trait Row: 'static {
    /// The table they are in.
    type Table: Table;
    /// The form of their partition keys, such as `PRODUCT#{product_id}`.
    const PARTITION: &'static str;
    /// The form of their sort keys, such as `STOCK`; empty in a table without sort keys.
    const SORT: &'static str;
}

/// The key of one item of kind `R`.
pub struct Key<R> {
    partition: String,
    sort: String,
    row: PhantomData<fn() -> R>,
}

/// The partition of a table in which items of kind `R` are.
pub struct Partition<R> {
    key: String,
    row: PhantomData<fn() -> R>,
}

impl<R: Row> Key<R> {
    #[doc(hidden)]
    pub fn new(partition: String) -> Self {
        Self { partition, sort: String::new(), row: PhantomData }
    }

    #[doc(hidden)]
    #[must_use]
    pub fn sorted_by(self, sort: String) -> Self {
        Self { sort, ..self }
    }
}

impl<R> Key<R> {
    /// Value of `PK`.
    pub fn partition(&self) -> &str {
        &self.partition
    }

    /// Value of `SK`; empty in a table without sort keys.
    pub fn sort(&self) -> &str {
        &self.sort
    }

    /// The key's attributes: names and values. DynamoDB accepts no empty ones.
    pub fn attributes(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let attributes = [("PK", self.partition()), ("SK", self.sort())];
        attributes.into_iter().filter(|(_, value)| !value.is_empty())
    }
}

impl<R: Row> Partition<R> {
    #[doc(hidden)]
    pub fn new(key: String) -> Self {
        Self { key, row: PhantomData }
    }
}

impl<R> Partition<R> {
    /// Value of `PK`.
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl<R> Clone for Key<R> {
    fn clone(&self) -> Self {
        Self { partition: self.partition.clone(), sort: self.sort.clone(), row: PhantomData }
    }
}

impl<R> Debug for Key<R> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} / {}", self.partition, self.sort)
    }
}

/// A global secondary index over all attributes, with the kind of items that are in it. Declared
/// with [`table!`](crate::table).
pub trait Index: 'static {
    /// The items that have its key attributes.
    type Row: Row;
    /// Its name.
    const NAME: &'static str;
    /// Attribute that is its partition key.
    const PARTITION_KEY: &'static str;
    /// Attribute that is its sort key.
    const SORT_KEY: &'static str;
}

/// A global secondary index: its name and the names of its key attributes, which are strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexKeys {
    /// Its name.
    pub name: &'static str,
    /// Attribute that is the partition key.
    pub partition_key: &'static str,
    /// Attribute that is the sort key.
    pub sort_key: &'static str,
}

/// Outbox messages of the table `T`: events that are written with the state they are about, and
/// published from the table's stream. A partition of their own keeps functions that may not
/// publish away from them, and the messages of one aggregate in order.
pub struct Outbox<T>(PhantomData<T>);

/// The form of the partition keys of outbox messages, in every table.
pub const OUTBOX_PARTITION: &str = "OUTBOX#{aggregate}";

/// The attribute of an outbox message that an operator sets, to a time, so that it is published
/// again.
pub const REPUBLISHED_AT: &str = "RepublishedAt";

impl<T: Table> Row for Outbox<T> {
    type Table = T;
    const PARTITION: &'static str = OUTBOX_PARTITION;
    const SORT: &'static str = "{message_id}";
}

impl<T: Table> Outbox<T> {
    /// The key of a message about `aggregate`.
    pub fn key(aggregate: &str, message_id: &str) -> Key<Self> {
        const { assert!(T::HAS_SORT_KEY, "an outbox is in a table with sort keys") }
        Key::new(format!("OUTBOX#{aggregate}")).sorted_by(message_id.to_owned())
    }
}

/// Marks in the table `T` that a consumer handled a message: written in the transaction of the
/// effect, so that a second delivery has none.
pub struct IdempotencyKey<T>(PhantomData<T>);

impl<T: Table> Row for IdempotencyKey<T> {
    type Table = T;
    const PARTITION: &'static str = "IDEMPOTENCY#{consumer}#{message_id}";
    const SORT: &'static str = "IDEMPOTENCY";
}

impl<T: Table> IdempotencyKey<T> {
    /// The key of the mark that `consumer` handled the message `message_id`.
    pub fn key(consumer: &str, message_id: &str) -> Key<Self> {
        const { assert!(T::HAS_SORT_KEY, "idempotency keys are in a table with sort keys") }
        let key = Key::new(format!("IDEMPOTENCY#{consumer}#{message_id}"));
        key.sorted_by(Self::SORT.to_owned())
    }
}

/// What a form of keys begins with, before its first placeholder: `PRODUCT#` of
/// `PRODUCT#{product_id}`.
pub const fn prefix(form: &'static str) -> &'static str {
    let bytes = form.as_bytes();
    let mut end = 0;
    while end < bytes.len() && bytes[end] != b'{' {
        end += 1;
    }
    form.split_at(end).0
}

/// Whether the kinds of items with these forms of sort keys are in a table with sort keys: either all of
/// them have one or none.
#[doc(hidden)]
pub const fn have_sort_keys(forms: &[&str]) -> bool {
    let (mut index, mut sorted) = (0, 0);
    while index < forms.len() {
        if !forms[index].is_empty() {
            sorted += 1;
        }
        index += 1;
    }
    assert!(
        sorted == 0 || sorted == forms.len(),
        "either all kinds of items of a table have a sort key or none"
    );
    sorted == forms.len()
}

/// Declares a table, the kinds of items in it with the forms of their keys, and its indexes.
///
/// The placeholders of the forms are the arguments of the function `key` that each kind gets; those
/// before the semicolon, if there are any, make the partition key, for which there is the function
/// `partition`. The kinds of items in a table without sort keys have no form of one.
///
/// ```
/// use contracts::{Service, table};
///
/// const SERVICE: Service =
///     Service { name: "shelf", stack: "Shelf", parameters: "Shelf", source: "shelf" };
///
/// table! {
///     /// Books and their readers.
///     Books = SERVICE / "Shelf-Books" {
///         rows: {
///             /// A book.
///             BookRow(isbn) = "BOOK#{isbn}" / "BOOK",
///             /// That a reader read a book.
///             ReaderRow(isbn; name) = "BOOK#{isbn}" / "READER#{name}",
///             /// A shelf. All of them are in one partition.
///             ShelfRow(; number) = "SHELVES" / "{number}",
///         },
///         indexes: {
///             /// Books by author.
///             Authors of BookRow = "Author" / "PK",
///         },
///     }
/// }
///
/// table! {
///     /// Shops, by their names alone.
///     Shops = SERVICE / "Shelf-Shops" {
///         rows: {
///             /// A shop.
///             ShopRow(name) = "{name}",
///         },
///     }
/// }
///
/// let key = ReaderRow::key("978-1", "Ada");
/// assert_eq!((key.partition(), key.sort()), ("BOOK#978-1", "READER#Ada"));
/// assert_eq!(ShelfRow::partition().key(), "SHELVES");
/// assert!(ShopRow::key("Ada's").attributes().eq([("PK", "Ada's")]));
/// ```
#[macro_export]
macro_rules! table {
    (
        $(#[$doc:meta])*
        $table:ident = $service:ident / $physical_name:literal {
            rows: {
                $(
                    $(#[$row_doc:meta])*
                    $row:ident($($part:ident),* $(; $($sort_part:ident),+)?)
                        = $partition:literal $(/ $sort:literal)?
                ),* $(,)?
            }
            $(, indexes: {
                $(
                    $(#[$index_doc:meta])*
                    $index:ident of $indexed:ident = $index_partition:literal / $index_sort:literal
                ),* $(,)?
            })? $(,)?
        }
    ) => {
        $(#[$doc])*
        pub struct $table;

        impl $crate::Table for $table {
            const SERVICE: $crate::Service = $service;
            const NAME: &'static str = stringify!($table);
            const PHYSICAL_NAME: &'static str = $physical_name;
            const HAS_SORT_KEY: bool =
                $crate::have_sort_keys(&[$(<$row as $crate::Row>::SORT),*]);
            const INDEXES: &'static [$crate::IndexKeys] = &[$($($crate::IndexKeys {
                name: stringify!($index),
                partition_key: $index_partition,
                sort_key: $index_sort,
            }),*)?];
        }

        $(
            $(#[$row_doc])*
            pub struct $row;

            impl $crate::Row for $row {
                type Table = $table;
                const PARTITION: &'static str = $partition;
                const SORT: &'static str = concat!($($sort)?);
            }

            impl $row {
                /// The key of one item.
                pub fn key(
                    $($part: impl std::fmt::Display,)*
                    $($($sort_part: impl std::fmt::Display,)+)?
                ) -> $crate::Key<Self> {
                    let key = $crate::Key::new(format!($partition));
                    $(let key = key.sorted_by(format!($sort));)?
                    key
                }

                /// The partition that the item is in.
                pub fn partition($($part: impl std::fmt::Display),*) -> $crate::Partition<Self> {
                    $crate::Partition::new(format!($partition))
                }
            }
        )*

        $($(
            $(#[$index_doc])*
            pub struct $index;

            impl $crate::Index for $index {
                type Row = $indexed;
                const NAME: &'static str = stringify!($index);
                const PARTITION_KEY: &'static str = $index_partition;
                const SORT_KEY: &'static str = $index_sort;
            }
        )*)?
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Stock, StockRow};

    #[test]
    fn the_prefix_of_a_form_ends_at_its_first_placeholder() {
        assert_eq!(prefix("PRODUCT#{product_id}"), "PRODUCT#");
        assert_eq!(prefix("{entity_id}-{entity_type}"), "");
        assert_eq!(prefix("CONFIRMED"), "CONFIRMED");
    }

    #[test]
    fn a_table_has_sort_keys_unless_none_of_its_rows_has_one() {
        assert!(have_sort_keys(&[]));
        assert!(have_sort_keys(&["STOCK", "{time}"]));
        assert!(!have_sort_keys(&["", ""]));
    }

    #[test]
    #[should_panic(expected = "either all kinds of items of a table have a sort key or none")]
    fn a_table_with_and_without_sort_keys_is_refused() {
        have_sort_keys(&["STOCK", ""]);
    }

    #[test]
    fn keys_have_the_form_of_their_row() {
        let key = StockRow::key("LATTE");
        assert_eq!(format!("{key:?}"), "PRODUCT#LATTE / STOCK");
        let key = Outbox::<Stock>::key("PRODUCT#LATTE", "m-1");
        assert_eq!(format!("{key:?}"), "OUTBOX#PRODUCT#LATTE / m-1");
        assert_eq!(prefix(Outbox::<Stock>::PARTITION), "OUTBOX#");
        let key = IdempotencyKey::<Stock>::key("count-books", "e-1");
        assert_eq!(format!("{key:?}"), "IDEMPOTENCY#count-books#e-1 / IDEMPOTENCY");
    }
}
