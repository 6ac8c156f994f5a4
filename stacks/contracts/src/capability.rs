//! What a function may touch. A field of one of these types is one environment variable and one
//! grant, so the two cannot disagree.

use std::marker::PhantomData;

use crate::Publisher;

/// Something a function needs at run time. `V` is how it is known: in a Lambda the text of the
/// environment variable, in a stack a reference to a resource.
pub trait Capability<V>: Sized {
    /// What this kind of capability must be allowed.
    const NEED: Need;

    /// Wraps what identifies the thing.
    fn new(value: V) -> Self;

    /// What identifies the thing.
    fn value(&self) -> &V;
}

/// The intent behind a capability. `stacks` turns it into IAM statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Items of a table and its indexes.
    Table(Access),
    /// The value of an SSM parameter.
    Parameter,
    /// The decrypted value of an SSM `SecureString`.
    Secret,
    /// Executions of a state machine.
    StartWorkflow,
    /// `PutEvents` of these detail types.
    Publish(&'static [&'static str]),
    /// Nothing: a value that is not a resource.
    Nothing,
}

/// How a table is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Look items up.
    Read,
    /// Look items up and change them.
    ReadWrite,
}

/// Type-level [`Access`].
pub trait Rights {
    /// The access these rights give.
    const ACCESS: Access;
}

/// Look items up.
pub struct Read;

/// Look items up and change them.
pub struct ReadWrite;

impl Rights for Read {
    const ACCESS: Access = Access::Read;
}

impl Rights for ReadWrite {
    const ACCESS: Access = Access::ReadWrite;
}

/// A DynamoDB table, used with rights `R`; its value is the table's name.
pub struct Table<R, V = String> {
    value: V,
    rights: PhantomData<R>,
}

/// An SSM parameter, read at run time; its value is the parameter's name.
pub struct Parameter<V = String>(V);

/// An SSM `SecureString`, read at run time; its value is the parameter's name.
pub struct Secret<V = String>(V);

/// The shared bus; its value is the bus's name. What may be published is the function's
/// `publishes` clause, which is also what adds this capability.
pub struct Bus<V = String>(V);

/// A workflow to start; its value is the state machine's ARN.
pub struct StartWorkflow<W, V = String> {
    value: V,
    workflow: PhantomData<W>,
}

/// Plain configuration that differs between environments.
pub struct Setting<V = String>(V);

impl<R: Rights, V> Capability<V> for Table<R, V> {
    const NEED: Need = Need::Table(R::ACCESS);

    fn new(value: V) -> Self {
        Self { value, rights: PhantomData }
    }

    fn value(&self) -> &V {
        &self.value
    }
}

impl<W: Publisher, V> Capability<V> for StartWorkflow<W, V> {
    const NEED: Need = Need::StartWorkflow;

    fn new(value: V) -> Self {
        Self { value, workflow: PhantomData }
    }

    fn value(&self) -> &V {
        &self.value
    }
}

macro_rules! capability {
    ($($name:ident => $need:expr),*) => {$(
        impl<V> Capability<V> for $name<V> {
            const NEED: Need = $need;

            fn new(value: V) -> Self {
                Self(value)
            }

            fn value(&self) -> &V {
                &self.0
            }
        }
    )*};
}

capability! {
    Parameter => Need::Parameter,
    Secret => Need::Secret,
    Bus => Need::Publish(&[]),
    Setting => Need::Nothing
}

/// One capability of one function: the variable that carries it, what it grants, and on what.
#[derive(Debug, PartialEq, Eq)]
pub struct Wire<'a, V> {
    /// Environment variable: the field's name in capitals.
    pub variable: String,
    /// What the function must be allowed.
    pub need: Need,
    /// What it is allowed on.
    pub value: &'a V,
}
